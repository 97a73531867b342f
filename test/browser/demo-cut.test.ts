import type { Browser, Locator, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, openBrowser, signIn, visit } from '../support/browser-session.js';
import { type ReadyDemo, startDemoProcess } from '../support/demo-process.js';
import { demoPortCount, freePortRun } from '../support/free-port.js';
import { requirePackage } from '../support/system-package.js';

const basePort = await freePortRun(demoPortCount);
const waitMilliseconds = 60_000;
/**
 * A link that failed is used again when it was sound for half a minute, and one that failed twice for four (rule L19): on a
 * machine with much else to do the fibre may well have failed once more than it was cut.
 */
const returnMilliseconds = 10 * 60_000;

/** What a person reads and presses in each language. */
const words = {
  fr: {
    ...{ fibre: /Fibre depuis/, satellite: /Satellite depuis/, none: /Sans liaison depuis/, waits: /en attente/ },
    ...{ cut: 'Couper la liaison', restore: 'Rétablir la liaison' },
    ...{ cutAll: 'Couper toutes les liaisons', restoreAll: 'Rétablir toutes les liaisons' },
    why: /^La liaison fibre [^.]*: passage à satellite pour [^.]*\.$/,
    spare: 'Liaison de secours',
    safe: /Tout ce qui est enregistré est en sécurité ici, puis part au central/,
    ...{ register: 'Enregistrer le patient', saved: 'Enregistré ici', atHub: 'Au central' },
  },
  en: {
    ...{ fibre: /Fibre since/, satellite: /Satellite since/, none: /No link since/, waits: / waits?\b/ },
    ...{ cut: 'Cut the link', restore: 'Restore the link' },
    ...{ cutAll: 'Cut all links', restoreAll: 'Restore all links' },
    why: /^Link fibre [^.]*: [^.]* moved to satellite\.$/,
    spare: 'On a spare link',
    safe: /All that is saved is safe here, and then goes to the hub/,
    ...{ register: 'Register the patient', saved: 'Saved here', atHub: 'At the hub' },
  },
} as const;
type Language = keyof typeof words;
type Words = (typeof words)[Language];

t.setTimeout(30 * 60_000);
const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const demo = await startDemoProcess(t, basePort);
  const browser = await openBrowser(t, chromium);
  testCut(demo, browser, 'fr', 0);
  testCut(demo, browser, 'en', 1);
}

function testCut(demo: ReadyDemo, browser: Browser, language: Language, index: number): void {
  t.test(`fibre is cut: the lane moves, the console says why, no error at the hospital, in ${language}`, async (t) => {
    const said = words[language];
    const site = demo.sites[index];
    if (site === undefined) throw new Error('no hospital');
    const { page: desk } = await visit(browser, site.localUrl, { language });
    await signIn(desk, 'doctor', demo.password);
    await watchErrors(desk);
    const badge = badgeOf(desk);
    await badge.filter({ hasText: said.fibre }).waitFor({ timeout: returnMilliseconds });

    const { page: ops, complaints } = await visit(browser, demo.hub.localUrl, { language });
    await signIn(ops, 'ops', demo.password);
    await ops.click(`.sites a >> text=${site.name}`);
    await ops.locator('.link-list li', { hasText: 'fibre' }).locator(`text=${said.cut}`).click();
    const why = ops.locator('.decisions .decision-why', { hasText: said.why }).first();
    await why.waitFor({ timeout: waitMilliseconds });
    await waitFor(ops.locator('.sites tbody tr', { hasText: site.name }), said.spare);
    t.match(await ops.textContent('.panel .banner h2'), said.spare, 'the same above the evidence');
    t.strictSame(await accessibilityFindings(ops), [], 'with the reasons');
    await ops.locator('.decisions summary').first().click();
    t.match(await ops.textContent('.decisions table'), /fibre.*satellite/s, 'the figures behind it');

    await waitFor(badge, said.satellite);
    await badge.click();
    await desk.locator('.link-badge .details .decision-why', { hasText: said.why }).waitFor();
    t.match(await desk.textContent('.link-badge .details'), said.safe);
    t.strictSame(await accessibilityFindings(desk), [], 'the badge, open');
    t.strictSame(await shownErrors(desk), []);
    await badge.click();

    await ops.click(`text=${said.restore}`);
    await testForm(t, desk, ops, said);
    t.strictSame(complaints, []);
    for (const page of [desk, ops]) await page.context().close();
  });
}

/** All links go while a form is being filled: it is finished and saved as if nothing had happened. */
async function testForm(t: Test, desk: Page, ops: Page, said: Words): Promise<void> {
  const badge = badgeOf(desk);
  await badge.filter({ hasText: said.fibre }).waitFor({ timeout: returnMilliseconds });
  await desk.click('.rail nav a[href="#/register"]');
  await desk.fill('#registration-family', 'Sansliaison');
  await ops.click(`text=${said.cutAll}`);
  await waitFor(badge, said.none);
  t.equal(await desk.inputValue('#registration-family'), 'Sansliaison', 'what was typed stays');
  await desk.fill('#registration-given', 'Odile');
  await desk.check('#registration-sex');
  await desk.check('#registration-birthKind-age');
  await desk.fill('#registration-ageYears', '39');
  await desk.click(`text=${said.register}`);
  await desk.waitForSelector('.summary');
  await desk.waitForSelector(`.delivery >> text=${said.saved}`);
  await waitFor(badge, said.waits);
  t.strictSame(await shownErrors(desk), []);
  await ops.click(`text=${said.restoreAll}`);
  await desk.waitForSelector(`.delivery >> text=${said.atHub}`, { timeout: waitMilliseconds });
  t.strictSame(await shownErrors(desk), [], 'nothing was said to be wrong at any time');
}

function badgeOf(page: Page): Locator {
  return page.locator('.link-badge summary');
}

function waitFor(place: Locator, text: string | RegExp): Promise<void> {
  return place.filter({ hasText: text }).waitFor({ timeout: waitMilliseconds });
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
