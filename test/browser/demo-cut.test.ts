import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, openBrowser, signIn, visit } from '../support/browser-session.js';
import { type ReadyDemo, startDemoProcess } from '../support/demo-process.js';
import { requirePackage } from '../support/system-package.js';

const basePort = 10_000 + (process.pid % 200) * 50;
const waitMilliseconds = 60_000;

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const demo = await startDemoProcess(t, basePort);
  const browser = await openBrowser(t, chromium);
  testCut(demo, browser);
}

function testCut(demo: ReadyDemo, browser: Browser): void {
  t.test('fibre is cut in the console: the lane moves, the console says why, no error at the hospital', async (t) => {
    const site = demo.sites[0];
    if (site === undefined) throw new Error('no hospital');
    const { page: desk } = await visit(browser, site.localUrl);
    await signIn(desk, 'doctor', demo.password);
    await watchErrors(desk);
    const badge = desk.locator('.link-badge summary');
    await badge.locator('text=/Fibre depuis/').waitFor({ timeout: waitMilliseconds });

    const { page: ops, complaints } = await visit(browser, demo.hub.localUrl);
    await signIn(ops, 'ops', demo.password);
    await ops.click(`.sites a >> text=${site.name}`);
    await ops.locator('.link-list li', { hasText: 'fibre' }).locator('text=Couper la liaison').click();
    await ops.locator('.decisions >> text=/La liaison fibre .*: passage à satellite pour/').first().waitFor({
      timeout: waitMilliseconds,
    });
    t.strictSame(await accessibilityFindings(ops), [], 'with the reasons');
    await ops.locator('.decisions summary').first().click();
    t.match(await ops.textContent('.decisions table'), /fibre.*satellite/s, 'the figures behind it');

    await badge.locator('text=/Satellite depuis/').waitFor({ timeout: waitMilliseconds });
    await badge.click();
    await desk.waitForSelector('.link-badge .details >> text=/La liaison fibre .*: passage à satellite/');
    t.match(await desk.textContent('.link-badge .details'), /Tout ce qui est enregistré est en sécurité ici/);
    t.strictSame(await accessibilityFindings(desk), [], 'the badge, open');
    t.strictSame(await shownErrors(desk), []);
    await badge.click();

    await ops.click('text=Rétablir la liaison');
    await testForm(t, desk, ops);
    t.strictSame(complaints, []);
    for (const page of [desk, ops]) await page.context().close();
  });
}

/** All links go while a form is being filled: it is finished and saved as if nothing had happened. */
async function testForm(t: Test, desk: Page, ops: Page): Promise<void> {
  const badge = desk.locator('.link-badge summary');
  await badge.locator('text=/Fibre depuis/').waitFor({ timeout: waitMilliseconds });
  await desk.click('.rail nav a[href="#/register"]');
  await desk.fill('#registration-family', 'Sansliaison');
  await ops.click('text=Couper toutes les liaisons');
  await badge.locator('text=/Sans liaison depuis/').waitFor({ timeout: waitMilliseconds });
  t.equal(await desk.inputValue('#registration-family'), 'Sansliaison', 'what was typed stays');
  await desk.fill('#registration-given', 'Odile');
  await desk.check('#registration-sex');
  await desk.check('#registration-birthKind-age');
  await desk.fill('#registration-ageYears', '39');
  await desk.click('text=Enregistrer le patient');
  await desk.waitForSelector('.summary');
  await desk.waitForSelector('.delivery >> text=Enregistré ici');
  await badge.locator('text=/attend/').waitFor();
  t.strictSame(await shownErrors(desk), []);
  await ops.click('text=Rétablir toutes les liaisons');
  await desk.waitForSelector('.delivery >> text=Au central', { timeout: waitMilliseconds });
  t.strictSame(await shownErrors(desk), [], 'nothing was said to be wrong at any time');
}

/** From now on, whatever the page says is wrong is remembered, however shortly it stands there. */
async function watchErrors(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { shownErrors: seen });
    const look = () => {
      document.querySelectorAll('[role=alert], .banner.critical, .field .error').forEach((node) => {
        seen.push(node.textContent ?? '');
      });
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
    look();
  });
}

function shownErrors(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => (globalThis as unknown as { shownErrors: string[] }).shownErrors);
}
