import type { Browser, Page } from 'playwright-core';
import t from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { heading, likeInAHospital, typeCode, typePassword, uriOnPage } from '../support/browser-factor.js';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, openBrowser, visit } from '../support/browser-session.js';
import { type NetworkSite, startNetwork } from '../support/programs-network.js';
import { requirePackage } from '../support/system-package.js';
import { currentCode } from '../support/totp-device.js';

const password = 'ndole-ndole-1234';
const said = {
  fr: {
    ...{ waits: 'attend une approbation', title: 'Approbations', approve: 'Approuver', refuse: 'Refuser' },
    ...{ refused: 'Refusé', remove: 'Supprimer la demande', none: 'Aucun compte', protect: 'Protégez votre compte' },
  },
  en: {
    ...{ waits: 'waits for approval', title: 'Approvals', approve: 'Approve', refuse: 'Refuse' },
    ...{ refused: 'Refused', remove: 'Remove the request', none: 'No account', protect: 'Protect your account' },
  },
} as const;
type Language = keyof typeof said;

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const network = await startNetwork(t, ['Garoua']);
  const site = network.sites[0] as NetworkSite;
  for (const role of ['admin', 'chief']) {
    await callControl(site.dir, 'user-add', { name: role, displayName: `Mme ${role}`, role, password });
  }
  await likeInAHospital(network);
  const browser = await openBrowser(t, chromium);
  testApprovals(site, browser, 'fr', 'admin');
  testApprovals(site, browser, 'en', 'chief');
}

function open({ edge }: NetworkSite, browser: Browser, language: Language) {
  return visit(browser, `http://127.0.0.1:${edge.httpPort}/`, { language, phone: language === 'en' });
}

/** Somebody's first sign-in. */
async function enter(site: NetworkSite, browser: Browser, user: string, language: Language): Promise<Page> {
  const { page } = await open(site, browser, language);
  await typePassword(page, user, password);
  await page.waitForSelector('.offer-key');
  await typeCode(page, currentCode(await uriOnPage(page)));
  await page.waitForSelector('.recovery-codes');
  await page.click('button.main');
  await page.waitForSelector('.shell');
  return page;
}

async function press(page: Page, selector: string): Promise<void> {
  await page.focus(selector);
  await page.keyboard.press('Enter');
}

function testApprovals(site: NetworkSite, browser: Browser, language: Language, approver: string): void {
  const words = said[language];

  t.test(`[N27][N28] ${approver} approves of one account and refuses another, by keys (${language})`, async (t) => {
    const [late, never] = [`late-${language}`, `never-${language}`];
    for (const name of [late, never]) {
      await callControl(site.dir, 'user-add', { name, displayName: `Dr ${name}`, role: 'doctor', password });
    }
    const { page: waiting, complaints } = await open(site, browser, language);
    await typePassword(waiting, late, password);
    await waiting.waitForSelector(`.banner >> text=${words.waits}`);
    t.strictSame(await accessibilityFindings(waiting), []);

    const page = await enter(site, browser, approver, language);
    if (approver === 'chief') {
      await page.click('a[href="#/reviews"]');
      await press(page, 'a[href="#/reviews/approvals"]');
    } else {
      await press(page, '.console-nav a[href="#/approvals"]');
    }
    await heading(page, words.title);
    const card = (name: string) => `article:has-text("${name}")`;
    await page.waitForSelector(card(never));
    t.strictSame(await accessibilityFindings(page), []);
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    t.ok(beyond <= 0, 'nothing stands beside the page');
    await press(page, `${card(late)} button:has-text("${words.approve}")`);
    await page.waitForSelector(card(late), { state: 'detached' });
    await press(page, `${card(never)} button:has-text("${words.refuse}")`);
    await page.waitForSelector(`${card(never)} >> text=${words.refused}`);
    t.strictSame(await accessibilityFindings(page), []);
    await press(page, `${card(never)} button:has-text("${words.remove}")`);
    await page.waitForSelector(`text=${words.none}`);

    await waiting.fill('#password', password);
    await waiting.keyboard.press('Enter');
    await heading(waiting, words.protect);
    t.strictSame(complaints, []);
    for (const each of [page, waiting]) await each.context().close();
  });
}
