import type { Browser, Page } from 'playwright-core';
import t from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, openBrowser, signIn, visit } from '../support/browser-session.js';
import { labelled } from '../support/label.js';
import { type Network, startNetwork } from '../support/programs-network.js';
import { requirePackage } from '../support/system-package.js';

const password = 'ndole-ndole-1234';
const told = { fr: '1 élément à accès restreint', en: '1 restricted item' } as const;

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const network = await startNetwork(t, ['Douala']);
  const [site] = network.sites;
  for (const role of ['doctor', 'nurse']) {
    await callControl(site?.dir ?? '', 'user-add', { name: role, displayName: `Mme ${role}`, role, password });
  }
  testChart(network, await openBrowser(t, chromium));
}

function testChart({ sites }: Network, browser: Browser): void {
  const url = `http://127.0.0.1:${sites[0]?.edge.httpPort ?? 0}/`;
  t.test('[R23] a nurse’s chart says that there is one restricted item, and not what', async (t) => {
    const doctor = await visit(browser, url);
    await signIn(doctor.page, 'doctor', password);
    await doctor.page.waitForSelector('.rail nav a');
    const patient = await post(doctor.page, { resourceType: 'Patient', name: [{ family: 'Manga' }], gender: 'female' });
    const subject = { reference: `Patient/${patient}` };
    const coding = [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }];
    const allergy = { patient: subject, code: { text: 'Latex' }, clinicalStatus: { coding } };
    await post(doctor.page, { resourceType: 'AllergyIntolerance', ...allergy, ...labelled() });
    const order = { resourceType: 'MedicationRequest', status: 'active', intent: 'order', subject };
    await post(doctor.page, { ...order, medicationCodeableConcept: { text: 'Ténofovir' }, ...labelled('V') });
    await doctor.page.goto(`${url}#/patient/${patient}`);
    await doctor.page.waitForSelector('.summary >> text=Ténofovir');
    t.equal(await doctor.page.locator('[data-restricted]').count(), 0, 'the doctor sees them');

    await doctor.page.goto(`${url}#/patient/${patient}/visit`);
    await doctor.page.click('text=Ajouter un médicament');
    t.equal(await doctor.page.locator('text=Confidentielle').count(), 1, 'a doctor may prescribe confidentially');

    for (const language of ['fr', 'en'] as const) {
      const { page, complaints } = await visit(browser, url, { language });
      await signIn(page, 'nurse', password);
      await page.waitForSelector('.rail nav a');
      await page.goto(`${url}#/patient/${patient}`);
      await page.waitForSelector('[data-restricted]');
      t.strictSame(
        await page
          .locator('[data-restricted]')
          .allTextContents()
          .then((all) => all.map((one) => one.trim())),
        [told[language], told[language]],
      );
      const text = (await page.textContent('body')) ?? '';
      t.notMatch(text, /Latex|Ténofovir/);
      t.notMatch(text, /Aucune allergie|Pas d’allergie|No allergy/, 'none would be wrong');
      t.strictSame(await accessibilityFindings(page), []);
      t.strictSame(complaints, []);
      await page.context().close();
    }
    await doctor.page.context().close();
  });
}

/** Writes a resource by FHIR as who is signed in; its id. */
function post(
  page: Page,
  resource: { readonly resourceType: string; readonly [element: string]: unknown },
): Promise<string> {
  return page.evaluate(async (value) => {
    const headers = { 'content-type': 'application/fhir+json' };
    const answer = await fetch(`/fhir/${value.resourceType}`, { method: 'POST', headers, body: JSON.stringify(value) });
    if (answer.status !== 201) throw new Error(`${value.resourceType}: ${answer.status}`);
    return ((await answer.json()) as { id: string }).id;
  }, resource);
}
