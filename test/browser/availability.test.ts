import type { Browser } from 'playwright-core';
import t from 'tap';
import type { BackupFacts } from '../../protocol/facts/backup-facts.js';
import type { BoxFacts } from '../../protocol/facts/box-facts.js';
import { callControl } from '../../provisioning/control/client.js';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, openBrowser, signIn, visit } from '../support/browser-session.js';
import { type Network, startNetwork } from '../support/programs-network.js';
import { eventually } from '../support/programs-records.js';
import { requirePackage } from '../support/system-package.js';

const password = 'ndole-ndole-1234';

const madeAt = Date.UTC(2026, 10, 16, 2);
const drill = { at: Date.UTC(2026, 10, 17, 3), madeAt, bytes: 1_000_000_000, versions: 120_000 };

/** Of the box all is well, what the hub keeps was cut short, and a stick is away. */
const toldBackups: BackupFacts = {
  standing: 'failed',
  places: [
    { place: 'box', madeAt, failed: null },
    { place: 'hub', madeAt, failed: null },
    { place: '/media/usb', madeAt: null, failed: 'not-found' },
  ],
  drills: [
    { ...drill, place: 'box', milliseconds: 8_600, result: 'ok' },
    { ...drill, place: 'hub', milliseconds: 400, result: 'backup-truncated' },
  ],
};

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const network = await startNetwork(t, ['Garoua']);
  await callControl(network.hubDir, 'user-add', { name: 'ops', displayName: 'Région', role: 'ops', password });
  await tellMonths(network);
  const browser = await openBrowser(t, chromium);
  testPage(network, browser);
}

/** The hub has heard of a month that missed the goal, one that met it, and a self-test that found something. */
async function tellMonths({ hub, sites }: Network): Promise<void> {
  const [site] = sites;
  if (site === undefined) throw new Error('site');
  const said = await eventually('facts', async () => (await hub.readFleet()).sites[0]?.facts ?? undefined);
  await site.edge.stop();
  const facts: BoxFacts = {
    ...said,
    selfTest: {
      at: Date.UTC(2026, 10, 15, 2),
      found: [
        { check: 'fsync', state: 'warn' },
        { check: 'disk', state: 'fault' },
      ],
    },
    backups: toldBackups,
    program: {
      ...{ schema: 27, protocol: 1 },
      upgrade: {
        from: '0.1.0',
        to: '0.2.0',
        outcome: 'came-back',
        code: 'release-unhealthy',
        at: Date.UTC(2026, 10, 16, 2),
      },
    },
    availability: [
      { month: '2026-11', upSeconds: 1_700_000, degradedSeconds: 600, downSeconds: 240, offSeconds: 9_000 },
      { month: '2026-10', upSeconds: 2_677_000, degradedSeconds: 0, downSeconds: 0, offSeconds: 0 },
    ],
  };
  await hub.journal.facts.note({ site: site.code, facts, atMilliseconds: Date.now() });
}

function testPage(network: Network, browser: Browser): void {
  for (const [language, phone] of [
    ['fr', false],
    ['en', true],
  ] as const) {
    const screen = phone ? 'a telephone' : 'a screen';
    t.test(
      `[B14][O6][O9][U9] what the box found of itself, and its months against the goal, in ${language} on ${screen}`,
      async (t) => {
        await network.restartHub();
        const { page, complaints } = await visit(browser, `http://127.0.0.1:${network.hub.httpPort}/`, {
          language,
          phone,
        });
        await signIn(page, 'ops', password);
        await page.click('text=Garoua');
        await page.waitForSelector('.panel h2');
        const panel = page.locator('.panel');
        const text = ((await panel.textContent()) ?? '').replace(/[\u00a0\u202f]/g, ' ');
        if (language === 'fr') {
          t.match(text, /schéma 27, protocole 1/);
          t.match(
            text,
            /Dernière mise à jour.*0\.2\.0 : essayée sans succès, la précédente tourne de nouveau \(release-unhealthy\)/,
          );
          t.match(text, /Autocontrôle hebdomadaire.*à revoir : écritures lentes, place sur le disque/);
          t.match(
            text,
            /nov\. 2026\s*99,45 %\s*sous l’objectif de 99,9 %\s*éteint 2 h 30 min\s*sans réponse 4 min\s*lent 10 min/,
          );
          t.match(text, /Sauvegarde du boîtier.*restaurée et entière en 8,6 s : 120 000 versions, 1,0 Go/);
          t.match(text, /Sauvegarde au central.*échoué \(backup-truncated\) après 0,4 s/);
          t.match(text, /\/media\/usb.*le dernier essai a échoué \(not-found\)/);
          t.match(text, /100,00 %\s*objectif de 99,9 % atteint\s*sans interruption/);
        } else {
          t.match(text, /Last upgrade.*0\.2\.0: tried and did not do, the one before runs again/);
          t.match(text, /Weekly self-test.*found: slow writes, room on the disk/);
          t.match(text, /Backup on the box.*restored and whole in 8\.6 s: 120,000 versions, 1\.0 GB/);
          t.match(text, /Backup at the hub.*failed \(backup-truncated\) after 0\.4 s/);
          t.match(text, /99\.45 %\s*below the goal of 99\.9 %/);
        }
        t.strictSame(await accessibilityFindings(page), []);
        t.strictSame(complaints, []);
        await page.context().close();
      },
    );
  }
}
