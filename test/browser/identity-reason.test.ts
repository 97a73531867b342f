import type { Browser, Page } from 'playwright-core';
import t from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { buildPages } from '../support/browser-pages.js';
import { openBrowser, signIn, visit } from '../support/browser-session.js';
import { type Network, startNetwork } from '../support/programs-network.js';
import { ask, tokenOf } from '../support/programs-people.js';
import { requirePackage } from '../support/system-package.js';

const password = 'ndole-ndole-1234';
const said = 'Carte d’une autre personne — vérifiée à l’état civil';

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const network = await startNetwork(t, ['Douala']);
  testReason(network, await openBrowser(t, chromium));
}

function testReason(network: Network, browser: Browser): void {
  t.test('[F163] another card number wants a reason on the page, and it is kept with the record', async (t) => {
    const [site] = network.sites;
    if (site === undefined) throw new Error('site');
    const user = { name: 'reception', displayName: 'Accueil', role: 'reception', password };
    await callControl(site.dir, 'user-add', user);
    const { page, complaints } = await visit(browser, `http://127.0.0.1:${site.edge.httpPort}/`);
    await signIn(page, 'reception', password);
    const patient = await register(page);
    await page.click('.chart-actions >> text=Identité');
    t.equal(await page.$('#demographics-identifierReason'), null, 'nothing is asked before');
    await page.fill('#demographics-nationalId', '303404505');
    await page.click('text=Enregistrer l’identité');
    t.match(await page.textContent('.panel [role=alert]'), /Pourquoi/);
    await page.fill('#demographics-identifierReason', said);
    await page.click('text=Enregistrer l’identité');
    await page.waitForSelector('.panel', { state: 'detached' });

    const token = await tokenOf(site.dir, 'doctor');
    const look = async (url: string) => JSON.stringify((await ask(site.edge.httpPort, url, { token })).body);
    t.match(await look(`/fhir/Provenance?target=Patient/${patient}`), said);
    const shown = await look(`/fhir/Patient/${patient}`);
    t.match(shown, '303404505');
    t.notMatch(shown, '101202303');
    t.strictSame(complaints, []);
    await page.context().close();
  });
}

/** Registers somebody with a card; the id. */
async function register(page: Page): Promise<string> {
  await page.click('.rail nav a[href="#/register"]');
  await page.fill('#registration-family', 'Mbarga');
  await page.check('#registration-sex');
  await page.check('#registration-birthKind-age');
  await page.fill('#registration-ageYears', '39');
  await page.fill('#registration-nationalId', '101202303');
  await page.click('text=Enregistrer le patient');
  await page.waitForSelector('.patient-banner');
  return /patient\/([^/?]+)/.exec(page.url())?.[1] ?? '';
}
