import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, goTo, openBrowser, signIn, visit } from '../support/browser-session.js';
import { resourceOf } from '../support/journal-fixtures.js';
import { type NetworkSite, runEdge, startNetwork } from '../support/programs-network.js';
import { entryOf } from '../support/programs-records.js';
import { requirePackage } from '../support/system-package.js';

const password = 'ndole-ndole-1234';
const said = {
  fr: {
    link: 'Droits du patient',
    before: 'Abena',
    missing: 'Écrivez ce que le patient demande.',
    note: 'Noter la demande',
    answer: 'Répondre',
    missingAnswer: /Choisissez une réponse/,
    save: 'Enregistrer la réponse',
    refused: 'Refusé',
    copy: 'À lire, en français',
    title: 'Copie de votre dossier médical',
    notice: /Vos données de santé[\s\S]*Mme Adda[\s\S]*APDP/,
    other: 'English',
    back: 'Retour à la connexion',
    register: /Registre des traitements[\s\S]*privacyAddress[\s\S]*Dossier médical/,
  },
  en: {
    link: 'Patient’s rights',
    before: 'Abena',
    missing: 'Write what the patient asks for.',
    note: 'Note the request',
    answer: 'Answer',
    missingAnswer: /Choose an answer/,
    save: 'Save the answer',
    refused: 'Refused',
    copy: 'To read, in English',
    title: 'Copy of your medical record',
    notice: /Your health data[\s\S]*Mme Adda[\s\S]*APDP/,
    other: 'Français',
    back: 'Back to sign-in',
    register: /Register of processing[\s\S]*privacyAddress[\s\S]*Medical record/,
  },
} as const;
type Language = keyof typeof said;

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const network = await startNetwork(t, ['Garoua']);
  const site = network.sites[0] as NetworkSite;
  await site.edge.stop();
  site.edge = await runEdge(site.dir, { privacyContact: 'Mme Adda, 222 000 000', privacyAuthority: 'APDP, Yaoundé' });
  const browser = await openBrowser(t, chromium);
  for (const language of ['en', 'fr'] as const) {
    testRights(site, browser, language);
    testNotice(site, browser, language);
    testRegister(site, browser, language);
  }
}

/** A patient whose name was put right. */
async function bring({ edge }: NetworkSite, id: string): Promise<void> {
  const named = (family: string) => ({ resourceType: 'Patient', id, name: [{ family }], gender: 'female' });
  const { records } = edge.journal;
  await records.commitBundle({ author: 'carnet:import', entries: [entryOf(named('Abena'))] });
  const entry = { verb: 'update' as const, resource: resourceOf(named('Abéna')) };
  const class_ = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' };
  const arrival = { resourceType: 'Encounter', id: `e-${id}`, status: 'arrived', class: class_ };
  const came = entryOf({ ...arrival, subject: { reference: `Patient/${id}` } });
  await records.commitBundle({ author: 'Practitioner/x', entries: [entry, came] });
}

function testRights(site: NetworkSite, browser: Browser, language: Language): void {
  const words = said[language];
  const id = `abena-${language}`;

  t.test(`[R37] [R39] the patient’s rights from the chart, by keys (${language})`, async (t) => {
    await bring(site, id);
    const user = `doctor-${language}`;
    await callControl(site.dir, 'user-add', { name: user, displayName: 'Dr Mbarga', role: 'doctor', password });
    const url = `http://127.0.0.1:${site.edge.httpPort}/`;
    const { page, complaints } = await visit(browser, url, { language, phone: language === 'en' });
    await signIn(page, user, password);
    await goTo(page, `patient/${id}`);
    await page.focus(`.chart-actions >> text=${words.link}`);
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-privacy=corrections] td >> text=Abéna');
    t.match(await page.textContent('[data-privacy=corrections]'), words.before, 'what stood before');
    t.strictSame(await accessibilityFindings(page), []);
    await ask(t, page, words);
    await takeCopy(t, page, words);
    t.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'nothing is cut off');
    t.strictSame(complaints, []);
    await page.context().close();
  });
}

async function ask(t: Test, page: Page, words: (typeof said)[Language]): Promise<void> {
  await page.focus(`button:has-text("${words.note}")`);
  await page.keyboard.press('Enter');
  await page.waitForSelector(`.error >> text=${words.missing}`);
  t.equal(await page.evaluate(() => document.activeElement?.id), 'asked-what');
  await page.keyboard.type('Née en 1991');
  await page.focus(`button:has-text("${words.note}")`);
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-privacy=requests] li >> text=Née en 1991');
  await page.focus(`[data-privacy=requests] li button:has-text("${words.answer}")`);
  await page.keyboard.press('Enter');
  await page.focus(`button:has-text("${words.save}")`);
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-privacy=requests] li .error');
  t.match(await page.textContent('[data-privacy=requests] li .error'), words.missingAnswer);
  t.strictSame(await accessibilityFindings(page), []);
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.fill('[data-privacy=requests] li textarea', 'Acte de naissance de 1990');
  await page.focus(`button:has-text("${words.save}")`);
  await page.keyboard.press('Enter');
  await page.waitForSelector(`[data-privacy=requests] .tag >> text=${words.refused}`);
  t.match(await page.textContent('[data-privacy=requests] li'), 'Acte de naissance de 1990');
  t.strictSame(await accessibilityFindings(page), []);
}

/** The copy is a page of its own, which is opened as its patient would. */
async function takeCopy(t: Test, page: Page, words: (typeof said)[Language]): Promise<void> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.press(`button:has-text("${words.copy}")`, 'Enter'),
  ]);
  const html = readFileSync(await download.path(), 'utf8');
  t.match(html, words.title);
  t.match(html, 'Acte de naissance de 1990', 'with the request and its answer');
  const copy = await page.context().newPage();
  await copy.setContent(html);
  t.equal(await copy.textContent('h1'), words.title);
  t.equal(await copy.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'nothing is cut off');
  t.strictSame(await accessibilityFindings(copy), []);
  const folder = process.env['CARNET_SCREENSHOTS'];
  if (folder !== undefined) {
    await copy.screenshot({ path: `${folder}/copy-${innerName(words.title)}.png`, fullPage: true });
    await page.screenshot({ path: `${folder}/panel-${innerName(words.title)}.png`, fullPage: true });
  }
  await copy.close();
}

function innerName(title: string): string {
  return title.startsWith('Copie') ? 'fr' : 'en';
}

function testNotice(site: NetworkSite, browser: Browser, language: Language): void {
  const words = said[language];
  t.test(`[R40] the notice is found from the sign-in page, by keys, and prints on A4 (${language})`, async (t) => {
    const url = `http://127.0.0.1:${site.edge.httpPort}/`;
    const { page, complaints } = await visit(browser, url, { language, phone: language === 'en' });
    const shots = process.env['CARNET_SCREENSHOTS'];
    if (shots !== undefined) await page.screenshot({ path: `${shots}/sign-in-${language}.png` });
    await page.focus('.sign-in a[href^="/privacy"]');
    await page.keyboard.press('Enter');
    await page.waitForURL(/privacy/);
    t.match(await page.textContent('body'), words.notice);
    t.equal(
      await page.evaluate(() => getComputedStyle(document.body).maxWidth !== 'none'),
      true,
      'its style is let in',
    );
    t.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'nothing is cut off');
    t.strictSame(await accessibilityFindings(page), []);
    const folder = process.env['CARNET_SCREENSHOTS'];
    if (folder !== undefined) await page.screenshot({ path: `${folder}/notice-${language}.png`, fullPage: true });
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    t.ok((pdf.match(/\/Type \/Page\b/g)?.length ?? 0) <= 2, 'a sheet of paper');
    await page.focus(`nav >> text=${words.other}`);
    await page.keyboard.press('Enter');
    await page.waitForSelector(`nav >> text=${said[language === 'fr' ? 'en' : 'fr'].other}`);
    await page.focus(`nav >> text=${said[language === 'fr' ? 'en' : 'fr'].back}`);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.sign-in');
    t.strictSame(complaints, []);
    await page.context().close();
  });
}

function testRegister(site: NetworkSite, browser: Browser, language: Language): void {
  t.test(`[R40] [R41] the administrator reads the register and what the notice lacks (${language})`, async (t) => {
    const user = `admin-${language}`;
    await callControl(site.dir, 'user-add', { name: user, displayName: 'M. Bello', role: 'admin', password });
    const url = `http://127.0.0.1:${site.edge.httpPort}/#/register`;
    const { page, complaints } = await visit(browser, url, { language, phone: language === 'en' });
    await signIn(page, user, password);
    await page.waitForSelector('[data-register=care]');
    t.match(await page.textContent('main'), said[language].register);
    t.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'nothing is cut off');
    t.strictSame(await accessibilityFindings(page), []);
    const folder = process.env['CARNET_SCREENSHOTS'];
    if (folder !== undefined) await page.screenshot({ path: `${folder}/register-${language}.png`, fullPage: true });
    await page.emulateMedia({ media: 'print' });
    t.equal(await page.isVisible('text=privacyAddress'), false, 'what is missing is not printed');
    t.equal(await page.isVisible('[data-register=audit]'), true);
    t.strictSame(complaints, []);
    await page.context().close();
  });
}
