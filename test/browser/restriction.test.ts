import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, openBrowser, signIn, visit } from '../support/browser-session.js';
import { type NetworkSite, startNetwork } from '../support/programs-network.js';
import { entryOf } from '../support/programs-records.js';
import { requirePackage } from '../support/system-package.js';

const password = 'ndole-ndole-1234';
const said = {
  fr: {
    rights: 'Droits du patient',
    begin: 'Limiter l’usage du dossier',
    sure: 'Fermer le dossier',
    title: 'Le patient a limité l’usage de son dossier',
    one: '1 élément à accès restreint',
    visit: 'Nouvelle visite',
    lift: 'Lever la limitation',
    liftSure: 'Rouvrir le dossier',
    cancel: 'Annuler',
  },
  en: {
    rights: 'Patient’s rights',
    begin: 'Restrict the use of the record',
    sure: 'Close the record',
    title: 'The patient restricted the use of their record',
    one: '1 restricted item',
    visit: 'New visit',
    lift: 'Lift the restriction',
    liftSure: 'Reopen the record',
    cancel: 'Cancel',
  },
} as const;
type Language = keyof typeof said;
type Words = (typeof said)[Language];

const illness = 'Drépanocytose';

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const network = await startNetwork(t, ['Garoua']);
  const browser = await openBrowser(t, chromium);
  for (const language of ['en', 'fr'] as const) testRestriction(network.sites[0] as NetworkSite, browser, language);
}

/** A patient with an illness who came today, so that doctors care for them. */
async function bring({ edge }: NetworkSite, id: string): Promise<void> {
  const subject = { reference: `Patient/${id}` };
  const class_ = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' };
  const resources = [
    { resourceType: 'Patient', id, name: [{ family: 'Abena', given: ['Rose'] }], gender: 'female', birthDate: '1990' },
    { resourceType: 'Condition', id: `${id}-illness`, subject, code: { text: illness } },
    { resourceType: 'Encounter', id: `${id}-visit`, status: 'arrived', class: class_, subject },
  ];
  await edge.journal.records.commitBundle({ author: 'Practitioner/x', entries: resources.map(entryOf) });
}

async function enter(site: NetworkSite, browser: Browser, user: string, language: Language, phone: boolean) {
  await callControl(site.dir, 'user-add', { name: user, displayName: `Dr ${user}`, role: 'doctor', password });
  const visited = await visit(browser, `http://127.0.0.1:${site.edge.httpPort}/`, { language, phone });
  await signIn(visited.page, user, password);
  return visited;
}

async function openChart(page: Page, id: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/patient/${id}`);
}

async function pressOn(page: Page, text: string): Promise<void> {
  await page.focus(`main button:has-text("${text}")`);
  await page.keyboard.press('Enter');
}

function testRestriction(site: NetworkSite, browser: Browser, language: Language): void {
  const words = said[language];
  const id = `abena-${language}`;

  t.test(
    `[R35][R36] a patient restricts their record, another doctor sees a count, it is lifted, by keys (${language})`,
    async (t) => {
      await bring(site, id);
      const own = await enter(site, browser, `awa-${language}`, language, language === 'en');
      const other = await enter(site, browser, `eto-${language}`, language, language === 'fr');
      for (const { page } of [own, other]) {
        await openChart(page, id);
        await page.waitForSelector(`text=${illness} >> visible=true`);
      }
      await restrict(t, own.page, words);
      await other.page.reload();
      await seeCount(t, other.page, words);
      await shoot(other.page, `restricted-${language}`);
      await lift(t, own.page, words);
      await other.page.reload();
      await other.page.waitForSelector(`text=${illness} >> visible=true`);
      t.equal(await other.page.locator('[data-care=outside]').count(), 0);
      t.strictSame([...own.complaints, ...other.complaints], []);
      for (const { page } of [own, other]) await page.context().close();
    },
  );
}

/** First what it does is said, and taken back; then it is done. */
async function restrict(t: Test, page: Page, words: Words): Promise<void> {
  await page.focus(`.chart-actions >> text=${words.rights}`);
  await page.keyboard.press('Enter');
  await pressOn(page, words.begin);
  await page.waitForSelector('.care-form');
  t.strictSame(await accessibilityFindings(page), []);
  await pressOn(page, words.cancel);
  t.equal(await page.locator('[data-care=outside]').count(), 0, 'nothing was done yet');
  await shoot(page, `begin-${words.rights.slice(0, 6)}`);
  await pressOn(page, words.begin);
  await pressOn(page, words.sure);
  await page.waitForSelector(`[data-care=outside] >> text=${words.title}`);
  await page.waitForSelector(`text=${illness}`, { state: 'detached' });
}

/** Who the patient is, that they restrict it, and how many items there are; nothing of them. */
async function seeCount(t: Test, page: Page, words: Words): Promise<void> {
  await page.waitForSelector(`[data-care=outside] >> text=${words.title}`);
  await page.waitForSelector(`.section >> text=${words.one}`);
  t.equal((await page.locator('text=Abena').count()) > 0, true, 'who it is');
  t.notMatch(await page.content(), illness);
  t.equal(await page.locator(`.chart-actions >> text=${words.visit}`).count(), 0, 'nothing is written of them');
  t.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'nothing is cut off');
  t.strictSame(await accessibilityFindings(page), []);
}

async function lift(t: Test, page: Page, words: Words): Promise<void> {
  await pressOn(page, words.lift);
  await page.waitForSelector('.care-form');
  t.strictSame(await accessibilityFindings(page), []);
  await pressOn(page, words.liftSure);
  await page.waitForSelector(`text=${illness} >> visible=true`);
  t.equal(await page.locator('[data-care=outside]').count(), 0);
}

async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['CARNET_SCREENSHOTS'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}
