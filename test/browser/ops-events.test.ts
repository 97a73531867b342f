import type { Browser } from 'playwright-core';
import t, { type Test } from 'tap';
import { type FleetEventKind, fleetEventKinds } from '../../protocol/fleet-event-kinds.js';
import { hubCode } from '../../protocol/ids.js';
import { callControl } from '../../provisioning/control/client.js';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, openBrowser, signIn, visit } from '../support/browser-session.js';
import { type Network, startNetwork } from '../support/programs-network.js';
import { requirePackage } from '../support/system-package.js';

const password = 'ndole-ndole-1234';

/** What operations must be able to read of each event, in either language. */
const said: Readonly<Record<FleetEventKind, { readonly fr: RegExp; readonly en: RegExp }>> = {
  'site-restored': { fr: /revenu d’une ancienne copie/, en: /came back from an old copy/ },
  'site-cloned': { fr: /Une seconde copie du site/, en: /A second copy of the site/ },
  'site-readmitted': { fr: /a réadmis la copie/, en: /readmitted the copy/ },
  'hub-restored': { fr: /Le central est revenu d’une ancienne sauvegarde/, en: /The hub came back from an old backup/ },
  'log-forked': { fr: /Deux suites différentes/, en: /Two different runs of the same log/ },
  'scope-forged': { fr: /sous un faux nom/, en: /under a false name/ },
  'clock-ahead': { fr: /avance de plus de 15 minutes/, en: /more than 15 minutes ahead/ },
  'digest-mismatch': { fr: /a trouvé une différence/, en: /found a difference/ },
  'digest-healed': { fr: /différence a été réparée/, en: /difference was repaired/ },
  'audit-altered': { fr: /ne sont pas celles que le central/, en: /not those that the hub/ },
  'audit-cut': { fr: /La fin du journal d’audit/, en: /The end of the audit trail/ },
  'audit-lost': { fr: /lignes d’audit d’avant/, en: /audit entries of before/ },
  'backup-done': {
    fr: /Dernière sauvegarde du central\s*:\s*[\p{L}\s’,]*\d/u,
    en: /Last backup of the hub:\s*[\p{L}\s,]*\d/u,
  },
  'backup-stale': { fr: /sauvegarde du central est trop ancienne/, en: /backup is too old/ },
  poison: { fr: /n’a pas pu être appliqué/, en: /could not be applied/ },
};
const ofHub: readonly FleetEventKind[] = ['hub-restored', 'backup-done', 'backup-stale'];

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const network = await startNetwork(t, ['Garoua']);
  await callControl(network.hubDir, 'user-add', { name: 'ops', displayName: 'Ops', role: 'ops', password });
  const browser = await openBrowser(t, chromium);
  for (const language of ['fr', 'en'] as const) testEvents(network, browser, language);
}

/** Notes some events as the hub does when they happen, each a second after the one before. */
async function note(network: Network, site: string, kinds: readonly FleetEventKind[]): Promise<void> {
  const { fleet } = network.hub.journal;
  const began = Date.now() - kinds.length * 1000;
  for (const [index, kind] of kinds.entries()) {
    await fleet.noteEvent({ site: site as never, kind, detail: {}, atMilliseconds: began + index * 1000 });
  }
}

function testEvents(network: Network, browser: Browser, language: 'fr' | 'en'): void {
  t.test(
    `[E13][E14][D6][J5][S12][S90] the console tells each event, and when a site was proved, in ${language}`,
    async (t) => {
      const [site] = network.sites;
      if (site === undefined) throw new Error('site');
      const ofSite = fleetEventKinds.filter((kind) => !ofHub.includes(kind));
      // A site shows its latest few: those of each look are noted right before it.
      for (let start = 0; start < ofSite.length; start += 4) {
        const kinds = ofSite.slice(start, start + 4);
        await note(network, site.code, kinds);
        const { page, complaints } = await open(network, browser, language);
        await page.click('text=Garoua');
        await page.waitForSelector('.panel .event-list li');
        const shown = await page.locator('.panel .event-list .event-text').allTextContents();
        const newest = kinds.toReversed().map((kind) => said[kind][language]);
        t.match(shown.slice(0, kinds.length), newest, 'the newest first');
        t.strictSame(await accessibilityFindings(page), []);
        t.strictSame(complaints, []);
        await page.context().close();
      }

      await lookAtLoss(t, network, browser, language);
      await callControl(network.hubDir, 'hub-backup', {});
      await note(network, hubCode, ['hub-restored', 'backup-stale']);
      t.match(await site.edge.engine.prover.prove(), { state: 'proved' });
      const { page } = await open(network, browser, language);
      const news = (await page.textContent('.hub-news')) ?? '';
      t.match(news, language === 'fr' ? /Les recherches au central (montrent|ont)/ : /Searches at the hub (show|are)/);
      for (const kind of ofHub) t.match(news, said[kind][language], kind);
      await page.click('text=Garoua');
      const proved = page.locator('.panel .fact', {
        hasText: language === 'fr' ? 'Complet, prouvé' : 'Proved complete',
      });
      t.match(await proved.textContent(), /\d{2}:\d{2}/, 'with the time');
      t.strictSame(await accessibilityFindings(page), []);
      await page.context().close();
    },
  );
}

async function open(network: Network, browser: Browser, language: 'fr' | 'en') {
  const seen = await visit(browser, `http://127.0.0.1:${network.hub.httpPort}/`, { language });
  await signIn(seen.page, 'ops', password);
  await seen.page.waitForSelector('.sites tbody tr');
  return seen;
}

/** What may be lost with a state that was put back is said with the event. */
async function lookAtLoss(t: Test, network: Network, browser: Browser, language: 'fr' | 'en'): Promise<void> {
  const { fleet } = network.hub.journal;
  const site = network.sites[0]?.code as never;
  const now = Date.now();
  const detail = { epoch: 3, fromEpoch: 2, fedBack: 0, unheld: 7, unheldSince: now - 60_000, heardAt: now - 1_000 };
  await fleet.noteEvent({ site, kind: 'site-restored', detail, atMilliseconds: now });
  await fleet.noteEvent({ site, kind: 'site-restored', detail: { ...detail, unheld: 0 }, atMilliseconds: now + 1 });
  const { page } = await open(network, browser, language);
  await page.click('text=Garoua');
  await page.waitForSelector('.panel .event-list li');
  const [none = '', some = ''] = await page.locator('.panel .event-list li').allTextContents();
  t.match(
    none,
    language === 'fr' ? /avait tout ce qui avait été annoncé jusqu’à \d\d:\d\d/ : /had all .* until \d\d:\d\d/,
  );
  t.match(
    some,
    language === 'fr' ? /pas encore au central alors\s*: 7, .* \d\d:\d\d/ : /not at the hub then: 7, .* \d\d:\d\d/,
  );
  t.strictSame(await accessibilityFindings(page), []);
  await page.context().close();
}
