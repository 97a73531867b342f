import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, openBrowser, signIn, visit } from '../support/browser-session.js';
import { type Network, type NetworkSite, startNetwork } from '../support/programs-network.js';
import { entryOf, eventually, readRecord, writeReferral } from '../support/programs-records.js';
import { requirePackage } from '../support/system-package.js';

const password = 'ndole-ndole-1234';
const said = {
  fr: {
    edit: 'Enregistrer l’identité',
    change: 'Enregistrer le changement',
    resolved: 'Résolue',
    high: 'Élevée',
    news: 'Une question à trancher',
    stands: 'S’applique en attendant',
    submit: 'Enregistrer la décision',
    gone: 'déjà tranchée',
  },
  en: {
    edit: 'Save the identity',
    change: 'Save the change',
    resolved: 'Resolved',
    high: 'High',
    news: 'A question to settle',
    stands: 'Stands meanwhile',
    submit: 'Save the decision',
    gone: 'already settled',
  },
} as const;
type Language = keyof typeof said;

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const network = await startNetwork(t, ['Garoua', 'Douala']);
  for (const { dir, code } of network.sites) {
    const user = { name: 'doctor', displayName: `Dr ${code}`, role: 'doctor', password };
    await callControl(dir, 'user-add', user);
  }
  const browser = await openBrowser(t, chromium);
  for (const language of ['fr', 'en'] as const) testConflict(network, browser, language);
}

function cut(network: Network, mode: 'refuse' | undefined): void {
  for (const site of network.sites) for (const relay of site.relays.values()) relay.setCut(mode);
}

function urlOf(site: NetworkSite): string {
  return `http://127.0.0.1:${site.edge.httpPort}/`;
}

/** A patient with an allergy whom both hospitals follow; the id of the allergy. */
async function writeShared(network: Network, patient: string): Promise<string> {
  const [garoua, douala] = network.sites;
  if (garoua === undefined || douala === undefined) throw new Error('sites');
  const id = `${patient}-allergy`;
  const status = (system: string, code: string) => ({
    coding: [{ system: `http://terminology.hl7.org/CodeSystem/allergyintolerance-${system}`, code }],
  });
  const allergy = {
    ...{ resourceType: 'AllergyIntolerance', id, criticality: 'low', code: { text: 'Pénicilline' } },
    ...{ clinicalStatus: status('clinical', 'active'), verificationStatus: status('verification', 'confirmed') },
    patient: { reference: `Patient/${patient}` },
  };
  const person = {
    ...{ resourceType: 'Patient', id: patient, gender: 'female', birthDate: '1987-05-21' },
    name: [{ family: 'Bouba', given: ['Odile'] }],
    address: [{ city: 'Garoua' }],
  };
  await garoua.edge.journal.records.commitBundle({
    author: 'Practitioner/test',
    entries: [entryOf(person), entryOf(allergy)],
  });
  await writeReferral(garoua.edge.journal, patient, douala.code);
  await eventually('both follow the patient', () => readRecord(douala.edge.journal, 'AllergyIntolerance', id));
  return id;
}

/** Edits an element of the address and the allergy, as one hospital would without seeing the other. */
async function editApart(
  page: Page,
  patient: string,
  change: { readonly field: string; readonly text: string; readonly allergy: string; readonly language: Language },
  touch: (page: Page) => Promise<void>,
): Promise<void> {
  const words = said[change.language];
  const base = page.url().split('#')[0];
  await page.goto(`${base}#/patient/${patient}/edit`);
  await page.fill(`#demographics-${change.field}`, change.text);
  await page.click(`text=${words.edit}`);
  await page.waitForSelector('.panel', { state: 'detached' });
  await page.goto(`${base}#/patient/${patient}/allergy/${change.allergy}`);
  await page.waitForSelector('#allergyChange-standing');
  await touch(page);
  await page.click(`text=${words.change}`);
  await page.waitForSelector('.panel', { state: 'detached' });
}

/** Both versions beside each other on a screen, and of each when it was written; then back to the chart. */
async function lookSideBySide(t: Test, page: Page): Promise<void> {
  await page.click('.chart-news li a');
  const versions = page.locator('.conflict-version');
  await versions.nth(1).waitFor();
  const [left, right] = [await versions.nth(0).boundingBox(), await versions.nth(1).boundingBox()];
  t.equal(left?.y, right?.y);
  t.ok(left && right && right.x >= left.x + left.width, 'side by side');
  for (const text of await versions.allTextContents()) t.match(text, /\d\d:\d\d/, 'when');
  await page.goBack();
  await page.waitForSelector('.chart-news li');
}

function testConflict(network: Network, browser: Browser, language: Language): void {
  t.test(
    `[M4][M12][M14][M16] cut, both hospitals edit, heal: the address merges, the allergy is asked, in ${language}`,
    async (t) => {
      const words = said[language];
      const [garoua, douala] = network.sites;
      if (garoua === undefined || douala === undefined) throw new Error('sites');
      const patient = `bouba-${language}`;
      const allergy = await writeShared(network, patient);
      const here = await visit(browser, urlOf(garoua), { language });
      const there = await visit(browser, urlOf(douala), { language, phone: true });
      for (const { page } of [here, there]) await signIn(page, 'doctor', password);
      cut(network, 'refuse');
      await editApart(here.page, patient, { field: 'city', text: 'Pitoa', allergy, language }, async (page) => {
        await page.click(`.panel >> text=${words.resolved}`);
        await page.fill('#allergyChange-reason', 'Test négatif');
      });
      await editApart(there.page, patient, { field: 'district', text: 'Akwa', allergy, language }, async (page) => {
        await page.click(`.panel >> text=${words.high}`);
      });
      cut(network, undefined);

      for (const { page } of [here, there]) {
        await page.locator('.chart-news', { hasText: words.news }).waitFor({ timeout: 40_000 });
        t.match(await page.textContent('.patient-banner'), /Pénicilline/, 'the allergy stands until it is decided');
      }
      for (const { edge } of [garoua, douala]) {
        const version = await eventually('the address is merged', async () => {
          const read = await readRecord(edge.journal, 'Patient', patient);
          return /Pitoa/.test(read?.body ?? '') && /Akwa/.test(read?.body ?? '') ? read : undefined;
        });
        const { address } = JSON.parse(version.body) as { address: object[] };
        t.strictSame(address, [{ city: 'Pitoa', district: 'Akwa' }], 'one address, with a part of each hospital');
      }
      t.equal(await there.page.locator('.chart-news li').count(), 1, 'the address is no question');
      await lookSideBySide(t, here.page);

      await there.page.click('.chart-news li a');
      await there.page.waitForSelector('.conflict-choice');
      await there.page.locator('.conflict-version', { hasText: `Dr ${garoua.code}` }).waitFor();
      await there.page.locator('.conflict-version', { hasText: `Dr ${douala.code}` }).waitFor();
      const page = (await there.page.textContent('main')) ?? '';
      for (const text of [`Dr ${garoua.code}`, `Dr ${douala.code}`, 'Garoua', 'Douala', words.stands]) {
        t.match(page, text, 'who, where, and what stands');
      }
      t.strictSame(await accessibilityFindings(there.page), []);
      await there.page.click(`text=${words.submit}`);
      await there.page.waitForSelector('.conflict-question .error');
      t.strictSame(await accessibilityFindings(there.page), [], 'an answer is missing');
      const questions = there.page.locator('.conflict-question');
      for (let index = 0; index < (await questions.count()); index += 1) {
        await questions.nth(index).locator('input').last().check();
      }
      await there.page.click(`text=${words.submit}`);
      await there.page.waitForSelector('.patient-banner');
      await here.page.locator('.chart-news', { hasText: words.news }).waitFor({ state: 'detached', timeout: 40_000 });
      t.pass('decided at one hospital, closed at the other');
      for (const { page: one, complaints } of [here, there]) {
        t.strictSame(complaints, []);
        await one.context().close();
      }
    },
  );
}
