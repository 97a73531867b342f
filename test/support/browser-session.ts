import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What Chromium needs to run without a screen, and without asking anything of the Internet. */
export const chromiumArguments = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export interface Visit {
  readonly page: Page;
  /** What the page complained about: exceptions, and the security policy. */
  readonly complaints: readonly string[];
}

interface Teardown {
  teardown(stop: () => unknown): unknown;
}

export async function openBrowser(t: Teardown, executablePath: string): Promise<Browser> {
  const browser = await chromium.launch({ executablePath, args: chromiumArguments });
  t.teardown(() => browser.close());
  return browser;
}

/** A person's first visit: a browser that has never been here, in one language, on one kind of screen. */
export async function visit(
  browser: Browser,
  url: string,
  options: { readonly language?: 'fr' | 'en'; readonly phone?: boolean } = {},
): Promise<Visit> {
  const { language = 'fr', phone = false } = options;
  const context: BrowserContext = await browser.newContext({
    viewport: phone ? { width: 390, height: 844 } : { width: 1366, height: 768 },
    hasTouch: phone,
    reducedMotion: 'reduce',
    bypassCSP: false,
  });
  if (language === 'en') await context.addInitScript(() => localStorage.setItem('carnet.language', 'en'));
  const page = await context.newPage();
  page.setDefaultTimeout(45_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) complaints.push(message.text());
  });
  await page.goto(url);
  return { page, complaints };
}

export async function signIn(page: Page, user: string, password: string): Promise<void> {
  await page.fill('#user', user);
  await page.fill('#password', password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.shell, .ops');
}

/** Opens another page of the workstation, as a link does. @param path behind `#/` */
export const goTo = (page: Page, path: string) =>
  page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${path}`);

/** What axe-core finds against WCAG 2.2 A and AA, one line a finding: rule and element. */
export async function accessibilityFindings(page: Page): Promise<readonly string[]> {
  // Through the debugger, which the page's own security policy does not bind.
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const { violations } = await axe.run({ runOnly: { type: 'tag', values: tags } });
    return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)}`));
  });
}

interface Axe {
  run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}
