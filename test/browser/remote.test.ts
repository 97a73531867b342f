import type { Browser } from 'playwright-core';
import t from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, openBrowser, signIn, visit } from '../support/browser-session.js';
import { type Network, startNetwork } from '../support/programs-network.js';
import { entryOf, eventually, readRecord, writeArrival } from '../support/programs-records.js';
import { requirePackage } from '../support/system-package.js';

const password = 'ndole-ndole-1234';
const said = {
  fr: {
    submit: 'Chercher au central',
    fetch: 'Demander le dossier',
    copy: /Copie du central, état d/,
    waiting: /En attente/,
  },
  en: {
    submit: 'Search at the hub',
    fetch: 'Ask for the record',
    copy: /Copy from the hub, as of/,
    waiting: /Waiting/,
  },
} as const;

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const network = await startNetwork(t, ['Garoua', 'Douala']);
  const douala = network.sites[1];
  if (douala === undefined) throw new Error('site');
  await callControl(douala.dir, 'user-add', { name: 'doctor', displayName: 'Dr doctor', role: 'doctor', password });
  testRemote(network, await openBrowser(t, chromium));
}

/** A patient with an allergy whom only the first hospital follows. */
async function writeAway(network: Network, family: string): Promise<void> {
  const journal = network.sites[0]?.edge.journal;
  if (journal === undefined) throw new Error('site');
  const id = `${family.toLowerCase()}-away`;
  const allergy = {
    resourceType: 'AllergyIntolerance',
    id: `${id}-allergy`,
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
    },
    code: { text: 'Pénicilline' },
    criticality: 'high',
    patient: { reference: `Patient/${id}` },
  };
  const patient = {
    ...{ resourceType: 'Patient', id, gender: 'female', birthDate: '1987-05-21' },
    name: [{ family, given: ['Odile'] }],
  };
  await journal.records.commitBundle({ author: 'Practitioner/test', entries: [entryOf(patient), entryOf(allergy)] });
  await eventually('at the hub', () => readRecord(network.hub.journal, 'Patient', id));
}

function testRemote(network: Network, browser: Browser): void {
  for (const [language, phone] of [
    ['fr', false],
    ['en', true],
  ] as const) {
    t.test(
      `[F8][F9][F10] a patient of another hospital is found and fetched through the hub, in ${language}`,
      async (t) => {
        const words = said[language];
        const family = language === 'fr' ? 'Bouba' : 'Haman';
        await writeAway(network, family);
        const { page, complaints } = await visit(browser, `http://127.0.0.1:${network.sites[1]?.edge.httpPort}/`, {
          ...{ language, phone },
        });
        await signIn(page, 'doctor', password);
        await page.goto(`${page.url().split('#')[0]}#/remote`);
        await page.click(`text=${words.submit}`);
        await page.waitForSelector('.banner.critical li');
        t.strictSame(await accessibilityFindings(page), [], 'refused without a purpose and a name');
        await page.check('#remote-purpose');
        await page.fill('#remote-family', family.toLowerCase());
        await page.fill('#remote-given', 'odile');
        await eventually(
          'the hub has it in its index',
          async () => {
            await page.click(`text=${words.submit}`);
            return page.waitForSelector('.remote-request .card', { timeout: 2_000 }).catch(() => undefined);
          },
          30_000,
        );
        t.match(await page.textContent('.remote-request .card'), new RegExp(family, 'i'));
        t.strictSame(await accessibilityFindings(page), []);
        await page.click(`.remote-request .card >> text=${words.fetch}`);
        await page.waitForSelector('[data-care=outside]');
        t.equal(await page.locator('text=Pénicilline').count(), 0, 'they have not come here yet');
        await page.locator('.chart-news', { hasText: words.copy }).waitFor();
        t.strictSame(await accessibilityFindings(page), []);
        const here = network.sites[1]?.edge.journal;
        if (here !== undefined) await writeArrival(here, `${family.toLowerCase()}-away`);
        await page.waitForSelector('.patient-banner .tag.critical >> text=Pénicilline');
        t.strictSame(await accessibilityFindings(page), []);
        t.strictSame(complaints, []);
        await page.context().close();
      },
    );
  }

  t.test('[F11] without a link the question waits, and says so', async (t) => {
    for (const relay of network.sites[1]?.relays.values() ?? []) relay.setCut('refuse');
    await eventually('it is cut off', async () => network.sites[1]?.edge.engine.links.active === undefined);
    const { page } = await visit(browser, `http://127.0.0.1:${network.sites[1]?.edge.httpPort}/`);
    await signIn(page, 'doctor', password);
    await page.goto(`${page.url().split('#')[0]}#/remote`);
    await page.check('#remote-purpose');
    await page.fill('#remote-family', 'Bouba');
    await page.fill('#remote-given', 'Odile');
    await page.click(`text=${said.fr.submit}`);
    await page.waitForSelector('.remote-request >> text=En attente');
    for (const relay of network.sites[1]?.relays.values() ?? []) relay.setCut(undefined);
    await page.waitForSelector('.remote-request >> nth=0 >> text=Répondu', { timeout: 40_000 });
    t.pass('answered by itself when the link was back');
    await page.context().close();
  });
}
