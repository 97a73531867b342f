import { join } from 'node:path';
import t from 'tap';
import { factsOfFleet } from '../../central-hub/alerts/facts-of-fleet.js';
import { FactsDesk } from '../../central-hub/facts/facts-desk.js';
import { openFeed } from '../../central-hub/session/open-feed.js';
import { createLogger } from '../../config/running/logger.js';
import type { HeardFacts } from '../../journal/facts/facts-store.js';
import type { SyncStore } from '../../journal/sync-store.js';
import { chainStart } from '../../protocol/change.js';
import { encodeControl } from '../../protocol/control/control.js';
import { noBackupFacts } from '../../protocol/facts/backup-facts.js';
import type { BoxFacts } from '../../protocol/facts/box-facts.js';
import { parseLinkName, parseSiteCode } from '../../protocol/ids.js';
import { type Lane, lanes } from '../../protocol/lane.js';
import { formatClientId } from '../../protocol/topics.js';
import { readIdentity } from '../../provisioning/node-folder.js';
import { enrolSite, startNetwork } from '../support/programs-network.js';
import { ask, tokenOf } from '../support/programs-people.js';
import { openSiteJournal, RawClient, RawSite } from '../support/programs-raw-site.js';
import { eventually } from '../support/programs-records.js';

const facts: BoxFacts = {
  ...{ version: '0.1.0', at: 1, certificateExpiresAt: 9, diskFreeBytes: 1, diskTotalBytes: 4, memoryFreeBytes: 5 },
  ...{ clockState: 'unsure', clockOffsetMilliseconds: null, backupAt: null, drillAt: null },
  ...{
    ups: { state: 'OB LB', chargePercent: 7 },
    bulkHeld: true,
    forcedLink: null,
    linkFaults: [],
    selfTest: null,
    backups: noBackupFacts,
    ...{ availability: [], program: null },
  },
};

const onError = (error: unknown) => {
  throw error;
};

t.test('[L49] what a box is like is told to the hub, kept, shown, measured, and taken for alerts', async (t) => {
  const network = await startNetwork(t, ['Garoua']);
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  const shown = () =>
    eventually(
      'facts',
      async () => (await network.hub.readFleet()).sites.find(({ facts: said }) => said !== null)?.facts ?? undefined,
    );
  const told = await shown();
  t.match(told, {
    ...{ version: /^\d+\.\d+/, at: Number, certificateExpiresAt: Number, diskTotalBytes: Number },
    ...{ clockState: 'sure', clockOffsetMilliseconds: Number, backupAt: null, drillAt: null, bulkHeld: false },
  });
  t.ok(told.certificateExpiresAt > Date.now() && told.diskTotalBytes > told.diskFreeBytes);
  const { body } = await ask(network.hub.httpPort, '/metrics');
  t.match(body, new RegExp(`carnet_site_certificate_expiry_seconds\\{site="${site.code}"\\} \\d{6,}`));
  t.match(body, new RegExp(`carnet_site_disk_free_bytes\\{site="${site.code}"\\} \\d+`));
  t.match(body, new RegExp(`carnet_site_clock_sure\\{site="${site.code}"\\} 1`));
  await site.edge.stop();
  await network.restartHub();
  t.strictSame(await shown(), told, 'kept while the site is away');

  const before = {
    ...facts,
    linkFaults: undefined,
    selfTest: undefined,
    ...{ availability: undefined, program: undefined },
  } as unknown as BoxFacts;
  await network.hub.journal.facts.note({ site: site.code, facts: before, atMilliseconds: 1 });
  t.strictSame((await network.hub.journal.facts.all())[0]?.facts, facts, 'one kept before boxes told of their links');

  const fleet = await network.hub.readFleet();
  const [own] = fleet.sites;
  if (own === undefined) throw new Error('site');
  const hub = {
    certificateExpiresAt: null,
    diskFreeFraction: null,
    clockSure: null,
    onBattery: null,
    selfTest: null,
    drills: null,
  };
  const alerting = (of: BoxFacts | null) =>
    factsOfFleet({ ...fleet, sites: [{ ...own, facts: of }] }, hub as never).sites[0];
  t.match(alerting(facts), { certificateExpiresAt: 9, diskFreeFraction: 0.25, clockSure: false, onBattery: true });
  t.match(alerting({ ...facts, ups: null, diskTotalBytes: 0 }), { diskFreeFraction: null, onBattery: null });
  t.match(alerting(null), { certificateExpiresAt: null, clockSure: null });
});

t.test(
  '[L48][L49] the hub sends no bulk while the site says that it is held back, and more when it lets it flow',
  async (t) => {
    const kept: HeardFacts[] = [];
    const site = parseSiteCode('7KD');
    const fed: string[] = [];
    const store = { note: async (heard: HeardFacts) => void kept.push(heard), all: async () => kept };
    const make = () =>
      new FactsDesk({
        facts: store,
        now: () => 5,
        onFleetChanged: () => {},
        onFed: (code) => fed.push(code),
        onError,
      });
    const first = make();
    t.notOk(first.isBulkHeld(site), 'one that never said so');
    await first.hear(site, { kind: 'node-facts', facts });
    const desk = make();
    await desk.start();
    t.ok(desk.isBulkHeld(site), 'kept over a restart of the hub');
    const asked = new Set<Lane>();
    const log = { direction: 'dn', site, epoch: 1 } as const;
    const sync = {
      heads: async () => lanes.map((lane) => ({ lane, seq: 1 })),
      since: async ({ lane }: { readonly lane: Lane }) => void asked.add(lane),
    } as unknown as SyncStore;
    const durabilities = lanes.map((lane) => {
      return { lane, durable: { seq: 0, chain: chainStart({ ...log, lane }) }, safeSeq: 0, creditBytes: 100_000 };
    });
    const read = async () => {
      asked.clear();
      const feed = openFeed(
        {
          ...{ sync, facts: desk, seals: { seal: () => new Uint8Array(16) } as never, dictionaries: new Map() },
          ...{ transport: { publish: async () => {} }, logger: createLogger('test', 'silent'), onError },
        },
        { site, link: parseLinkName('fibre') } as never,
        1,
        durabilities,
        { dictionaries: [] },
      );
      feed.wake();
      await eventually('read', () => asked.size > 0);
      await new Promise((resolve) => setTimeout(resolve, 100));
      await feed.stop();
      return [...asked];
    };
    const held = await read();
    t.notOk(held.includes(5), `${held}`);
    await desk.hear(site, { kind: 'node-facts', facts: { ...facts, bulkHeld: false } });
    t.strictSame(fed, ['7KD'], 'its feed is woken');
    t.match(kept.at(-1), { site: '7KD', atMilliseconds: 5, facts: { bulkHeld: false } });
  },
);

t.test('[L49][L45] diagnostics say what the box and the program are like; facts count in a session only', async (t) => {
  const network = await startNetwork(t, ['Garoua']);
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  const token = await tokenOf(network.hubDir, 'ops');
  const path = `/api/sites/${site.code}/orders`;
  await eventually('a session', () => site.edge.engine.links.active);
  await ask(network.hub.httpPort, path, { token, method: 'POST', json: { kind: 'diagnostics' } });
  const latest = await eventually('done', async () => {
    const [order] = await network.hub.journal.orders.latest(site.code, 1);
    return order?.state === 'done' && order;
  });
  t.match(latest.outcome, {
    ...{ facts: { clockState: 'sure' }, versions: { node: process.version }, upSeconds: Number },
    ...{ memory: { residentBytes: Number }, links: [{ name: 'fibre', state: 'active' }, { name: 'geo' }], log: [] },
  });

  const other = await enrolSite(t, network, join(network.folder, 'other'), 'Other');
  const journal = await openSiteJournal(other.dir, other.code);
  t.teardown(() => journal.close());
  const clientId = formatClientId(other.code, parseLinkName('fibre'));
  const raw = new RawClient({ port: network.hub.mqttPort, clientId, identity: readIdentity(other.dir) });
  t.teardown(() => raw.end());
  const forger = new RawSite(other.code, journal, raw);
  await forger.open();
  const message = encodeControl<'node-facts'>({ kind: 'node-facts', facts });
  forger.sendRaw('ctl', message);
  await eventually('refused', () => forger.refusals().includes('scope-forged'));
  t.strictSame(
    (await network.hub.journal.facts.all()).map((heard) => heard.site),
    [site.code],
  );
  forger.send('ctl', message);
  await eventually('taken', async () => (await network.hub.journal.facts.all()).length === 2);
});
