import { join } from 'node:path';
import t from 'tap';
import { openJournal } from '../../journal/open.js';
import { hubCode } from '../../protocol/ids.js';
import { callControl } from '../../provisioning/control/client.js';
import { unlockDataKey } from '../../provisioning/custody/key-slots.js';
import { nodePaths } from '../../provisioning/node-folder.js';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, openBrowser, signIn, visit } from '../support/browser-session.js';
import { startNetwork } from '../support/programs-network.js';
import { eventually, writePatient } from '../support/programs-records.js';
import { requirePackage } from '../support/system-package.js';

const password = 'ndole-ndole-1234';
const words = {
  fr: {
    alerts: ['Le journal d’audit a été altéré', 'Lignes d’audit perdues avec un état antérieur', 'lignes 1 à 2'],
    title: 'Journal d’audit',
    confirmed: /Lignes confirmées par le central\s*[1-9]/,
    at: /Dernière confirmation\s*\d\d:\d\d \(il y a/,
    walked: /Relu en entier par le site\s*\d\d:\d\d \(il y a/,
    altered: /Contredit par le site \d\d:\d\d \(il y a [^)]+\) Chaîne rompue à la ligne 2\. L’alerte/,
    lost: /Contredit par le site \d\d:\d\d \(il y a [^)]+\) L’alerte/,
  },
  en: {
    alerts: ['The audit trail was tampered with', 'Audit entries are gone with an earlier state', 'entries 1 to 2'],
    title: 'Audit trail',
    confirmed: /Entries confirmed by the hub\s*[1-9]/,
    at: /Last confirmation\s*\d\d:\d\d \([^)]+ ago\)/,
    walked: /Read through by the site\s*\d\d:\d\d \([^)]+ ago\)/,
    altered: /Contradicted by the site \d\d:\d\d \([^)]+ ago\) The chain breaks at entry 2\. The alert/,
    lost: /Contradicted by the site \d\d:\d\d \([^)]+ ago\) The alert/,
  },
} as const;

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const network = await startNetwork(t, ['Garoua', 'Maroua', 'Ngaoundéré']);
  const { hubDir, sites } = network;
  await callControl(hubDir, 'user-add', { name: 'ops', displayName: 'Région', role: 'ops', password });
  for (const { edge } of sites) await writePatient(edge.journal, 'Zoubeirou');
  const audits = async () => {
    const fleet = await network.hub.readFleet();
    return sites.map(({ code }) => fleet.sites.find((site) => site.code === code)?.audit);
  };
  const isTold = async () => (await audits()).every((audit) => (audit?.confirmed ?? 0) > 0 && audit?.walkedAt !== null);
  await eventually('all are confirmed', isTold, 120_000);
  const [altered, lost, whole] = sites.map(({ code }) => code);
  // What the hub finds when a file was altered, or put back: here the finding alone is made, for its words.
  await network.restartHub(async () => {
    const place = { file: nodePaths(hubDir).journal, role: 'hub', site: hubCode, epoch: 1 } as const;
    const journal = openJournal({ ...place, key: await unlockDataKey(hubDir) });
    const detail = { from: 1, to: 2, known: 2, entries: 2 };
    const kinds = [
      { site: altered, kind: 'audit-altered', brokenAt: 2 },
      { site: lost, kind: 'audit-lost', brokenAt: 0 },
    ] as const;
    for (const { site, kind, brokenAt } of kinds) {
      if (site === undefined) throw new Error('site');
      const event = { site, kind, detail, atMilliseconds: Date.now() };
      await journal.anchors.noteDamage({ site, soundCount: 0, brokenAt, event });
    }
    journal.close();
  });

  t.test('[R12] what the console is told of an audit is counts and times', async (t) => {
    const [ofAltered, ofLost, ofWhole] = await audits();
    t.match(ofAltered, { brokenAt: 2, contradictedAt: Number });
    t.match(ofLost, { brokenAt: null, contradictedAt: Number });
    t.match(ofWhole, { confirmed: Number, confirmedAt: Number, brokenAt: null, contradictedAt: null });
    for (const audit of [ofAltered, ofLost, ofWhole]) {
      t.ok(Object.values(audit ?? {}).every((value) => value === null || typeof value === 'number'));
    }
  });

  for (const language of ['fr', 'en'] as const) {
    for (const phone of [false, true]) {
      t.test(
        `[R9][R12] operations see how far an audit is confirmed, ${language}${phone ? ', by phone' : ''}`,
        async (t) => {
          const said = words[language];
          const browser = await openBrowser(t, chromium);
          const address = `http://127.0.0.1:${network.hub.httpPort}/`;
          const { page, complaints } = await visit(browser, address, { language, phone });
          await signIn(page, 'ops', password);
          for (const alert of said.alerts) await page.getByText(alert).first().waitFor({ timeout: 60_000 });
          const shots = process.env['CARNET_TEST_SHOTS'];
          const shoot = async (name: string) => {
            const path = join(shots ?? '', `audit-${name}-${language}-${phone ? 390 : 1366}.png`);
            if (shots !== undefined) await page.screenshot({ path, fullPage: true });
          };
          await shoot('alerts');
          for (const [code, damage] of [
            [altered, said.altered],
            [lost, said.lost],
            [whole, undefined],
          ] as const) {
            await page.goto(`${address}#/site/${code}`);
            const section = page.locator('section.facts', { has: page.getByRole('heading', { name: said.title }) });
            await section.waitFor({ timeout: 30_000 });
            await section.scrollIntoViewIfNeeded();
            const text = (await section.innerText()).replaceAll(/[\s\u202f\u00a0]+/g, ' ');
            if (damage === undefined) {
              for (const pattern of [said.confirmed, said.at, said.walked]) t.match(text, pattern);
              t.equal(await section.locator('.fact-attention').count(), 0, 'nothing is wrong here');
            } else t.match(text, damage);
            await shoot(`site-${damage === undefined ? 'whole' : damage === said.altered ? 'altered' : 'lost'}`);
          }
          t.notMatch(await page.content(), /Zoubeirou/);
          t.strictSame(await accessibilityFindings(page), []);
          t.strictSame(complaints, []);
        },
      );
    }
  }
}
