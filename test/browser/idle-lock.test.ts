import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, goTo, openBrowser, signIn, visit } from '../support/browser-session.js';
import { type NetworkSite, startNetwork } from '../support/programs-network.js';
import { ask, tokenOf } from '../support/programs-people.js';
import { requirePackage } from '../support/system-package.js';

const password = 'ndole-ndole-1234';
const family = 'ngonomvondo';
const said = {
  fr: {
    ...{ locked: 'Session verrouillée', lock: 'Verrouiller', wrong: /n’est pas correct/, soon: /va se verrouiller/ },
    ...{ leave: 'Changer de personne', sure: 'Terminer cette session', thrown: /a été effacé/ },
  },
  en: {
    ...{ locked: 'Session locked', lock: 'Lock', wrong: /is not right/, soon: /will lock soon/ },
    ...{ leave: 'Somebody else signs in', sure: 'End this session', thrown: /thrown away/ },
  },
} as const;
type Words = (typeof said)['fr' | 'en'];

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const network = await startNetwork(t, ['Garoua']);
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  writeFileSync(join(site.dir, 'settings.json'), JSON.stringify({ idleLockSeconds: 12 }));
  await site.restart();
  const patient = await addPatient(site);
  const browser = await openBrowser(t, chromium);
  for (const language of ['fr', 'en'] as const) {
    testFormKept(site, browser, patient, language);
    testTakenOver(site, browser, patient, language);
  }
  testOtherWindow(site, browser, patient);
}

async function addPatient({ dir, edge }: NetworkSite): Promise<string> {
  for (const name of ['awa', 'bela']) await callControl(dir, 'user-add', { name, role: 'doctor', password });
  const json = {
    resourceType: 'Patient',
    name: [{ family, given: ['Odile'] }],
    gender: 'female',
    birthDate: '1990-04-02',
  };
  const made = await ask(edge.httpPort, '/fhir/Patient', { token: await tokenOf(dir, 'nurse'), method: 'POST', json });
  return (made.body as { id: string }).id;
}

function urlOf(site: NetworkSite): string {
  return `http://127.0.0.1:${site.edge.httpPort}/`;
}

/** A person in the middle of a visit's form, which is scrolled, the caret in the midst of a word. */
async function openForm(page: Page, patient: string, user: string): Promise<void> {
  await signIn(page, user, password);
  await goTo(page, `patient/${patient}/visit`);
  await page.fill('#visit-reason', 'Fièvre et toux');
  await page.fill('#visit-temperature', '39');
  await page.focus('#visit-note');
  await page.keyboard.type('Revient lundi');
  for (let count = 0; count < 5; count += 1) await page.keyboard.press('ArrowLeft');
  await page.waitForFunction((name) => document.title.toLowerCase().includes(name), family);
}

/** What is typed, focused and scrolled. */
const standing = (page: Page) =>
  page.evaluate(() => {
    const note = document.activeElement as HTMLTextAreaElement;
    const panel = document.querySelector('.panel');
    return {
      typed: Array.from(
        document.querySelectorAll<HTMLInputElement>('.panel input, .panel textarea'),
        (one) => one.value,
      ),
      focused: note.id,
      caret: note.selectionStart,
      scrolled: [panel?.scrollTop, scrollY],
      hash: location.hash,
    };
  });

/** The page is covered: nothing of the patient is anywhere in it. */
async function assertCovered(t: Test, page: Page, words: Words): Promise<void> {
  await page.waitForSelector(`h1:has-text("${words.locked}")`);
  await page.waitForSelector('#unlock-secret');
  t.equal(await page.evaluate(() => document.activeElement?.id), 'unlock-secret', 'one types at once');
  t.match(await page.title(), words.locked);
  const [html, heard] = [await page.content(), await page.locator('body').ariaSnapshot()];
  for (const text of [html, heard, await page.title()]) t.notMatch(text, /ngonomvondo|Fièvre|Revient/i);
  t.equal(await page.locator('input, textarea').count(), 1, 'no field but the one');
  await page.keyboard.press('Control+A');
  t.notMatch(await page.evaluate(() => String(getSelection())), /ngonomvondo|Fièvre/i, 'nothing is copied');
  t.strictSame(await accessibilityFindings(page), []);
}

async function unlock(page: Page, given: string): Promise<void> {
  await page.fill('#unlock-secret', given);
  await page.keyboard.press('Enter');
}

function testFormKept(site: NetworkSite, browser: Browser, patient: string, language: 'fr' | 'en'): void {
  t.test(`[N11][N12][N13] a form that nobody touches is covered, kept, and saved later (${language})`, async (t) => {
    const words = said[language];
    const { page, complaints } = await visit(browser, urlOf(site), { language, phone: language === 'en' });
    await openForm(page, patient, 'awa');
    const before = await standing(page);
    const soon = await page.waitForSelector('.session-notices .banner', { timeout: 20_000 });
    t.match(await soon.textContent(), words.soon);
    t.strictSame(await accessibilityFindings(page), []);
    await page.keyboard.press('Shift');
    await page.waitForSelector('.session-notices .banner', { state: 'detached' });
    await page.waitForSelector('#unlock-secret', { timeout: 30_000 });
    await assertCovered(t, page, words);
    t.equal((await page.request.get(`${urlOf(site)}fhir/Patient/${patient}`)).status(), 423, 'the server, too');
    await page.goBack();
    await unlock(page, 'not-the-password');
    t.match(await (await page.waitForSelector('.banner.critical')).textContent(), words.wrong);
    await unlock(page, password);
    await page.waitForSelector('.panel');
    t.strictSame(await standing(page), before);
    t.match((await page.title()).toLowerCase(), family);
    await page.keyboard.type('ou ');
    t.equal(await page.inputValue('#visit-note'), 'Revient ou lundi');
    await page.click('.panel button[type="submit"]');
    await page.waitForSelector('.panel', { state: 'detached' });
    t.strictSame(
      complaints.filter((line) => !/423|401/.test(line)),
      [],
    );
    await page.context().close();
  });
}

function testTakenOver(site: NetworkSite, browser: Browser, patient: string, language: 'fr' | 'en'): void {
  t.test(`[N12] who signs in at a locked desk finds nothing, and the first is told (${language})`, async (t) => {
    const words = said[language];
    const { page } = await visit(browser, urlOf(site), { language, phone: language === 'en' });
    await openForm(page, patient, 'awa');
    const menu = page.locator('.phone-only button');
    if (await menu.isVisible()) await menu.click();
    await page.click(`.who button[aria-label="${words.lock}"]`);
    await assertCovered(t, page, words);
    await page.click(`text=${words.leave}`);
    await page.waitForSelector(`button:has-text("${words.sure}")`);
    t.strictSame(await accessibilityFindings(page), []);
    await page.click(`text=${words.sure}`);
    await page.waitForSelector('#user');
    t.equal(await page.evaluate(() => location.hash), '');
    await signIn(page, 'bela', password);
    t.equal(await page.evaluate(() => JSON.stringify(sessionStorage).includes('Fièvre')), false);
    await goTo(page, `patient/${patient}/visit`);
    t.equal(await page.inputValue('#visit-reason'), '');
    t.equal(await page.locator('.session-notices .banner').count(), 0, 'it is not theirs to know');
    await page.request.delete(`${urlOf(site)}api/session`);
    await page.reload();
    await signIn(page, 'awa', password);
    t.match(await (await page.waitForSelector('.session-notices .banner')).textContent(), words.thrown);
    t.strictSame(await accessibilityFindings(page), []);
    await page.click('.session-notices button');
    await page.reload();
    await page.waitForSelector('.shell');
    t.equal(await page.locator('.session-notices .banner').count(), 0, 'told once');
    await page.context().close();
  });
}

function testOtherWindow(site: NetworkSite, browser: Browser, patient: string): void {
  t.test('[N11][N12] windows of one session: a reload shows nothing, one that is opened opens the other', async (t) => {
    const { page } = await visit(browser, urlOf(site));
    await openForm(page, patient, 'awa');
    const other = await page.context().newPage();
    await other.goto(urlOf(site));
    await other.waitForSelector('.shell');
    await other.click(`.who button[aria-label="${said.fr.lock}"]`);
    await other.reload();
    await assertCovered(t, other, said.fr);
    await page.bringToFront();
    await page.waitForSelector('#unlock-secret', { timeout: 30_000 });
    await unlock(other, password);
    await other.waitForSelector('.shell');
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await page.waitForSelector('.panel');
    t.equal(await page.inputValue('#visit-reason'), 'Fièvre et toux');
    await other.click(`.who button[aria-label="${said.fr.lock}"]`);
    await other.click(`text=${said.fr.leave}`);
    await other.click(`text=${said.fr.sure}`);
    await signIn(other, 'bela', password);
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await page.waitForSelector('.shell:not(:has(.panel))');
    t.notMatch(await page.content(), /Fièvre/);
    await page.context().close();
  });
}
