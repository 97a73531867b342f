import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { likeInAHospital, typeCode, typePassword, uriOnPage } from '../support/browser-factor.js';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, goTo, openBrowser, visit } from '../support/browser-session.js';
import { type NetworkSite, runEdge, startNetwork } from '../support/programs-network.js';
import { entryOf } from '../support/programs-records.js';
import { requirePackage } from '../support/system-package.js';
import { currentCode } from '../support/totp-device.js';

const password = 'ndole-ndole-1234';
const minute = 60_000;
const said = {
  fr: {
    one: '1 élément à accès restreint',
    visit: 'Nouvelle visite',
    open: 'Ouvrir quand même',
    missing: 'Choisissez un motif',
    reason: 'Urgence vitale',
    end: 'Refermer le dossier',
    until: /Ouvert sans suivi jusqu’à \d\d:\d\d/,
    verdict: 'À discuter',
    save: 'Enregistrer l’avis',
    checkIn: 'Enregistrer l’arrivée',
  },
  en: {
    one: '1 restricted item',
    visit: 'New visit',
    open: 'Open the record all the same',
    missing: 'Choose a reason',
    reason: 'Life-threatening emergency',
    end: 'Close the record',
    until: /Open without a care relationship until \d\d:\d\d/,
    verdict: 'To discuss',
    save: 'Save the review',
    checkIn: 'Check in',
  },
} as const;
type Language = keyof typeof said;

/** What the site's clock is ahead of this computer's. */
let aheadMilliseconds = 0;

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const browser = await openBrowser(t, chromium);
  const hospitals = new Map<Language, NetworkSite>();
  for (const language of ['en', 'fr'] as const) hospitals.set(language, await openHospital(language));
  // All of this file is read by then.
  for (const [language, site] of hospitals) testCare(site, browser, language);
}

/** One for each language, with people of its own. */
async function openHospital(language: Language): Promise<NetworkSite> {
  const network = await startNetwork(t, ['Garoua']);
  const people = (['doctor', 'reception', 'admin'] as const).map((role) => ({
    ...{ name: `${role}-${language}`, displayName: `Mme ${role}`, role, password },
  }));
  await likeInAHospital(network, { site: people });
  const site = network.sites[0] as NetworkSite;
  await site.edge.stop();
  site.edge = await runEdge(site.dir, { idleLockSeconds: 4 * 3_600 }, () => Date.now() + aheadMilliseconds);
  return site;
}

/** A patient with an illness whom an import brought: nobody of this hospital has received them. */
async function bring({ edge }: NetworkSite, id: string): Promise<void> {
  const illness = { subject: { reference: `Patient/${id}` }, code: { text: 'Drépanocytose' } };
  const resources = [
    { resourceType: 'Patient', id, name: [{ family: 'Abena', given: ['Rose'] }], gender: 'female', birthDate: '1990' },
    { resourceType: 'Condition', id: `${id}-illness`, ...illness },
  ];
  await edge.journal.records.commitBundle({ author: 'carnet:import', entries: resources.map(entryOf) });
}

interface Person {
  readonly page: Page;
  readonly complaints: readonly string[];
  /** A code of their telephone that was not used yet. */
  readonly code: () => string;
}

async function enter(site: NetworkSite, browser: Browser, role: string, language: Language): Promise<Person> {
  const user = `${role}-${language}`;
  const url = `http://127.0.0.1:${site.edge.httpPort}/`;
  const { page, complaints } = await visit(browser, url, { language, phone: language === 'en' });
  await typePassword(page, user, password);
  await page.waitForSelector('.offer-key');
  const uri = await uriOnPage(page);
  const code = () => currentCode(uri, Math.round(aheadMilliseconds / 30_000));
  await typeCode(page, code());
  await page.waitForSelector('.recovery-codes');
  await page.click('button.main');
  await page.waitForSelector('.shell');
  return { page, complaints, code };
}

const openChart = (page: Page, id: string) => goTo(page, `patient/${id}`);
const pressOn = async (page: Page, text: string) => {
  await page.focus(`main button:has-text("${text}")`);
  await page.keyboard.press('Enter');
};

function testCare(site: NetworkSite, browser: Browser, language: Language): void {
  const words = said[language];
  const id = `abena-${language}`;

  t.test(`[R25][R27][R28][R29] a record is opened, closed, reviewed and told, by keys (${language})`, async (t) => {
    await bring(site, id);
    // All before the clock goes: codes follow the hub's.
    const doctor = await enter(site, browser, 'doctor', language);
    const reception = await enter(site, browser, 'reception', language);
    const admin = await enter(site, browser, 'admin', language);
    await seeOutside(t, doctor.page, id, words);
    await openByKeys(t, doctor, words);
    if (language === 'fr') aheadMilliseconds += 60 * minute;
    else await pressOn(doctor.page, words.end);
    await doctor.page.waitForSelector('[data-care=outside]');
    await doctor.page.waitForSelector('text=Drépanocytose', { state: 'detached' });
    await doctor.page.emulateMedia({ media: 'print' });
    t.equal(await doctor.page.isVisible('[data-care=looks]'), true, 'printed with the chart');
    t.equal(await doctor.page.isVisible('[data-care=outside]'), false);
    await doctor.page.emulateMedia({ media: 'screen' });
    t.strictSame(doctor.complaints, []);

    await review(t, admin, language);
    await receive(t, doctor, reception, id, words);
  });
}

async function seeOutside(t: Test, page: Page, id: string, words: (typeof said)[Language]): Promise<void> {
  await openChart(page, id);
  await page.waitForSelector('[data-care=outside]');
  await page.waitForSelector(`.section >> text=${words.one}`);
  t.equal(await page.locator('text=Drépanocytose').count(), 0);
  t.equal(await page.locator(`.chart-actions >> text=${words.visit}`).count(), 0, 'nothing is written of them');
  t.strictSame(await accessibilityFindings(page), []);
}

async function openByKeys(t: Test, { page, code }: Person, words: (typeof said)[Language]): Promise<void> {
  aheadMilliseconds += 6 * minute;
  await pressOn(page, words.open);
  await page.waitForFunction(() => document.activeElement?.id === 'care-reason');
  await page.keyboard.press('Enter');
  await page.waitForSelector(`.care-form .error >> text=${words.missing}`);
  t.strictSame(await accessibilityFindings(page), []);
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.id === 'again-password');
  await page.keyboard.type(password);
  await page.fill('#again-code', code());
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-care=opened]');
  await page.waitForSelector('.summary >> text=Drépanocytose');
  t.match(await page.textContent('.patient-banner'), words.until);
  t.match(await page.textContent('[data-care=looks]'), words.reason);
  t.equal(await page.evaluate(() => document.activeElement?.id), 'content', 'the focus is not lost');
  t.strictSame(await accessibilityFindings(page), []);
}

async function review(t: Test, { page, complaints }: Person, language: Language): Promise<void> {
  const words = said[language];
  await page.reload();
  await page.waitForSelector('[data-reviews=waiting] .review');
  const text = (await page.textContent('main')) ?? '';
  t.match(text, 'Mme doctor');
  t.match(text, words.reason);
  t.notMatch(text, /Abena|Drépanocytose/, 'neither a name nor content');
  await pressOn(page, words.save);
  await page.waitForSelector('.review .error');
  t.strictSame(await accessibilityFindings(page), []);
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-reviews=waiting] .review', { state: 'detached' });
  await page.waitForSelector(`[data-reviews=reviewed] .tag >> text=${words.verdict}`);
  t.strictSame(await accessibilityFindings(page), []);
  t.strictSame(complaints, []);
  await page.context().close();
}

/** [R26] Reception checks in, and the doctor's chart opens by itself. */
async function receive(
  t: Test,
  doctor: Person,
  reception: Person,
  id: string,
  words: (typeof said)[Language],
): Promise<void> {
  await openChart(reception.page, id);
  await reception.page.waitForSelector(`[data-care=looks] >> text=${words.verdict}`);
  t.strictSame(await accessibilityFindings(reception.page), []);
  await pressOn(reception.page, words.checkIn);
  await reception.page.waitForSelector('[data-care=check-in]', { state: 'detached' });
  t.equal(await reception.page.locator('text=Drépanocytose').count(), 0, 'reception sees nothing clinical');
  await doctor.page.waitForSelector('.summary >> text=Drépanocytose');
  await doctor.page.waitForSelector('[data-care=outside]', { state: 'detached' });
  await doctor.page.waitForSelector(`.chart-actions >> text=${words.visit}`);
  t.strictSame(reception.complaints, []);
  await reception.page.context().close();
  await doctor.page.context().close();
}
