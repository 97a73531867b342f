import type { Browser, Page } from 'playwright-core';
import t from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { buildPages, firstLoadBytes } from '../support/browser-pages.js';
import { accessibilityFindings, openBrowser, signIn, visit } from '../support/browser-session.js';
import { type Network, type NetworkSite, startNetwork } from '../support/programs-network.js';
import { requirePackage } from '../support/system-package.js';

const password = 'ndole-ndole-1234';
const firstLoadBytesMax = 150 * 1024;

/** The words that the visit meets, in each language. */
const words = {
  fr: { register: 'Enregistrer le patient', visit: 'Nouvelle visite', saveVisit: 'Enregistrer la visite' },
  en: { register: 'Register the patient', visit: 'New visit', saveVisit: 'Save the visit' },
} as const;

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const network = await startNetwork(t, ['Douala', 'Garoua']);
  for (const site of network.sites) await addUsers(site);
  await callControl(network.hubDir, 'user-add', { name: 'ops', displayName: 'Ops', role: 'ops', password });
  const browser = await openBrowser(t, chromium);
  testVisits(network, browser);
  testCharts(network, browser);
  testPages(network, browser);
}

function testVisits(network: Network, browser: Browser): void {
  for (const language of ['fr', 'en'] as const) {
    t.test(`the first visit, in ${language}: sign in, register, see the patient, find them again`, async (t) => {
      const said = words[language];
      const { page, complaints } = await visit(browser, urlOf(network.sites[0]), { language });
      await signIn(page, 'doctor', password);
      t.equal(await page.getAttribute('html', 'lang'), language);
      await registerPatient(page, `Mbarga${language}`, said.register);
      await page.click(`.chart-actions >> text=${said.visit}`);
      await page.fill('#visit-reason', 'Fièvre');
      await page.fill('#visit-temperature', language === 'fr' ? '39,4' : '39.4');
      await page.fill('#visit-systolic', '118');
      await page.click(`text=${said.saveVisit}`);
      t.match(await page.textContent('.panel [role=alert]'), /Tension|Blood pressure/, 'one pressure alone is refused');
      await page.reload();
      t.equal(await page.inputValue('#visit-reason'), 'Fièvre', 'the entry survives a reload');
      await page.fill('#visit-diastolic', '76');
      await page.click(`text=${said.saveVisit}`);
      await page.waitForSelector('.vitals');
      const vitals = await page.textContent('.vitals');
      t.match(vitals, language === 'fr' ? /39,4.*↑↑ très élevé/ : /39\.4.*↑↑ critically high/);
      t.match(vitals, /118\/76/);
      await page.waitForSelector(language === 'fr' ? '.delivery >> text=Au central' : '.delivery >> text=At the hub');
      await page.click('.rail nav a');
      await page.fill('#search', `mbarga${language} odile`);
      await page.waitForSelector('#result-0');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.vitals');
      t.equal(await page.evaluate(() => JSON.stringify(localStorage).includes('Mbarga')), false, 'nothing outlives it');
      t.strictSame(complaints, []);
      await page.context().close();
    });
  }
}

function testCharts(network: Network, browser: Browser): void {
  t.test('[W5] two people edit one identity: the second sees what changed and loses nothing', async (t) => {
    const first = await visit(browser, urlOf(network.sites[0]));
    await signIn(first.page, 'doctor', password);
    await registerPatient(first.page, 'Etoga', words.fr.register);
    const chart = first.page.url();
    const second = await visit(browser, urlOf(network.sites[0]));
    await signIn(second.page, 'nurse', password);
    await first.page.click('.chart-actions >> text=Identité');
    await first.page.fill('#demographics-city', 'Édéa');
    await second.page.goto(`${chart}/edit`);
    await second.page.fill('#demographics-phone', '677000111');
    await second.page.click('text=Enregistrer l’identité');
    await second.page.waitForSelector('.panel', { state: 'detached' });
    await first.page.click('text=Enregistrer l’identité');
    t.match(await first.page.textContent('.panel .banner'), /677000111/);
    t.equal(await first.page.inputValue('#demographics-city'), 'Édéa');
    await first.page.click('text=Reprendre et enregistrer');
    await first.page.waitForSelector('.panel', { state: 'detached' });
    await first.page.goto(`${chart}/edit`);
    t.equal(await first.page.inputValue('#demographics-city'), 'Édéa');
    t.equal(await first.page.inputValue('#demographics-phone'), '677000111');
    await Promise.all([first, second].map(({ page }) => page.context().close()));
  });

  t.test(
    '[F2] a referred patient appears on the other hospital’s screen, and what follows, without a reload',
    async (t) => {
      const [douala, garoua] = network.sites;
      const here = await visit(browser, urlOf(douala));
      await signIn(here.page, 'doctor', password);
      const there = await visit(browser, urlOf(garoua));
      await signIn(there.page, 'doctor', password);
      await registerPatient(here.page, 'Njoya', words.fr.register);
      await here.page.click('.chart-actions >> text=Référer');
      await here.page.click('#referral-site');
      await here.page.click('[role=option] >> text=Garoua');
      await here.page.fill('#referral-reason', 'Avis chirurgical');
      await here.page.click('text=Envoyer la référence');
      await there.page.click('.lately >> text=Avis chirurgical');
      await there.page.waitForSelector('.summary');
      t.match(await there.page.textContent('.patient-banner'), /NJOYA Odile/);
      await here.page.click('.chart-actions >> text=Allergie');
      await here.page.fill('#allergy-substance', 'péni');
      await here.page.keyboard.press('Enter');
      await here.page.click('text=Élevée');
      await here.page.click('text=Enregistrer l’allergie');
      await there.page.waitForSelector('.patient-banner .tag.critical >> text=Pénicilline');
      await there.page.waitForSelector('.item-foot .tag >> text=Nouveau');
      t.pass('the allergy came by itself');
      await Promise.all([here, there].map(({ page }) => page.context().close()));
    },
  );
}

function testPages(network: Network, browser: Browser): void {
  for (const [language, phone] of [
    ['fr', false],
    ['en', true],
  ] as const) {
    t.test(`axe finds nothing on any page, in ${language}${phone ? ', on a phone' : ''}`, async (t) => {
      const { page } = await visit(browser, urlOf(network.sites[0]), { language, phone });
      const check = async (name: string) => t.strictSame(await accessibilityFindings(page), [], name);
      await check('sign in');
      await page.click('button[type=submit]');
      await check('sign in, refused');
      await signIn(page, 'doctor', password);
      await page.waitForSelector('.lately .card');
      await check('search');
      await registerPatient(page, `Axe${language}`, words[language].register, () => check('register'));
      const chart = page.url();
      await page.waitForSelector('.delivery');
      await check('chart');
      for (const panel of ['visit', 'allergy', 'edit', 'referral', `history/Patient/${chart.split('/').pop()}`]) {
        await page.goto(`${chart}/${panel}`);
        await page.waitForSelector('.panel form, .panel .version');
        if (panel !== 'edit' && panel.split('/')[0] !== 'history') await page.click('.panel button[type=submit]');
        await check(panel);
      }
      await page.context().close();
    });
  }

  t.test('[R2] regional operations see sites and no patient; axe finds nothing there', async (t) => {
    const { page, complaints } = await visit(browser, `http://127.0.0.1:${network.hub.httpPort}/`);
    await signIn(page, 'ops', password);
    await page.waitForSelector('.sites tbody tr');
    const text = (await page.textContent('main')) ?? '';
    t.match(text, /Douala/);
    t.match(text, /Garoua/);
    t.notMatch(text, /Mbarga|Etoga|Njoya/i);
    await page.click('.sites [aria-expanded]');
    await page.waitForSelector('.panel');
    t.strictSame(await accessibilityFindings(page), []);
    t.strictSame(complaints, []);
    await page.context().close();
  });

  t.test('the first page of each app is light', async (t) => {
    for (const mode of ['workstation', 'ops']) t.ok(firstLoadBytes(mode) <= firstLoadBytesMax, mode);
  });
}

async function addUsers(site: NetworkSite): Promise<void> {
  for (const role of ['doctor', 'nurse']) {
    await callControl(site.dir, 'user-add', { name: role, displayName: `Dr ${role}`, role, password });
  }
}

function urlOf(site: NetworkSite | undefined): string {
  return `http://127.0.0.1:${site?.edge.httpPort ?? 0}/`;
}

/** Registers a woman of 39 under a family name, and waits for her chart. */
async function registerPatient(page: Page, family: string, submit: string, before?: () => unknown): Promise<void> {
  await page.click('.rail nav a[href="#/register"]');
  await page.fill('#registration-family', family);
  await page.fill('#registration-given', 'Odile');
  await page.check('#registration-sex');
  await page.check('#registration-birthKind-age');
  await page.fill('#registration-ageYears', '39');
  await before?.();
  await page.click(`text=${submit}`);
  await page.waitForSelector('.summary');
}
