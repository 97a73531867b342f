import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import t from 'tap';
import { encodeBatch, schemaVersion } from '../../protocol/batch.js';
import { nextChain } from '../../protocol/change.js';
import { hubCode, parseSiteCode } from '../../protocol/ids.js';
import { lane } from '../../protocol/lane.js';
import { limits } from '../../protocol/limits.js';
import { sealBytes, withSeal } from '../../protocol/session/feed-seal.js';
import { formatClientId } from '../../protocol/topics.js';
import { readIdentity } from '../../provisioning/node-folder.js';
import { enrolSite, startNetwork } from '../support/programs-network.js';
import { encodePlain, openSiteJournal, RawClient, RawSite } from '../support/programs-raw-site.js';
import { eventually, readRecord, writeObservation, writePatient } from '../support/programs-records.js';

const { clinical } = lane;

/** A site that speaks by hand, with a patient and a few observations in its log. */
async function setUp(t: Parameters<typeof startNetwork>[0], observationCount = 4) {
  const network = await startNetwork(t, []);
  const { code, dir } = await enrolSite(t, network, join(network.folder, 'raw'), 'Raw');
  const journal = await openSiteJournal(dir, code);
  t.teardown(() => journal.close());
  const patient = await writePatient(journal, 'Ngono');
  const observations: string[] = [];
  for (let count = 0; count < observationCount; count += 1) {
    observations.push(await writeObservation(journal, patient, `value ${count}`));
  }
  const clientId = formatClientId(code, 'fibre' as never);
  const raw = new RawClient({ port: network.hub.mqttPort, clientId, identity: readIdentity(dir) });
  t.teardown(() => raw.end());
  const site = new RawSite(code, journal, raw);
  const batches = await site.batches(clinical);
  const hub = network.hub.journal;
  const versionsAtHub = async () => {
    const counts = await Promise.all(observations.map(async (id) => (await readRecord(hub, 'Observation', id)) && 1));
    return counts.filter((count) => count === 1).length;
  };
  return { network, hub, site, raw, batches, observations, versionsAtHub };
}

t.test('[S2] nothing is heard before hello and welcome', async (t) => {
  const { site, raw, batches, versionsAtHub } = await setUp(t, 1);
  t.equal(await raw.answer(), 'open');
  await raw.client.subscribeAsync(`carnet/1/0/${site.site}/fibre/dn/+`);
  for (const batch of batches) site.sendRaw(clinical, encodePlain(batch));
  await eventually('refused', () => site.refusals().includes('epoch-unknown'));
  t.equal(await versionsAtHub(), 0);
  t.equal(raw.closed, false);
});

t.test('[S7][S9] replayed, doubled and reordered batches have one effect, each', async (t) => {
  const { site, hub, batches, observations, versionsAtHub } = await setUp(t, 6);
  await site.open();
  const [first, second, third, ...rest] = batches.map(encodePlain);
  if (first === undefined || second === undefined || third === undefined) throw new Error('batches');
  for (const bytes of [third, first, first, third, second, first, second, third, ...rest, ...rest.toReversed()]) {
    site.send(clinical, bytes);
  }
  for (const bytes of rest) site.send(clinical, bytes);
  await eventually('all is durable', () => site.durableSeq(clinical) === batches.length);
  t.equal(await versionsAtHub(), observations.length);
  const { versions } = await hub.records.history({ count: 200 });
  const ids = versions.map(({ versionId }) => versionId);
  t.equal(new Set(ids).size, ids.length, 'no version twice');
  t.equal(ids.length, batches.length + 1, 'and the organization of the site');
  t.ok(
    site.refusals().every((code) => code === 'batch-gap'),
    site.refusals().join(),
  );
});

t.test('[S6] a broken batch is refused with a code; the cursor stays, the connection too', async (t) => {
  const { network, site, raw, batches, versionsAtHub, observations } = await setUp(t);
  await site.open();
  const [first] = batches;
  if (first === undefined) throw new Error('batch');
  const good = encodePlain(first);
  const flipped = Uint8Array.from(good);
  flipped[20] = (flipped[20] ?? 0) ^ 1;

  site.send(clinical, Buffer.from('not a batch'));
  await eventually('malformed', () => site.refusals().includes('batch-malformed'));
  site.send(clinical, good.subarray(0, good.length - 5));
  site.send(clinical, flipped);
  await eventually('hash', () => site.refusals().includes('batch-hash-mismatch'));
  site.send('ctl', Buffer.from([99, 1, 2, 3]));
  site.send('ctl', Buffer.alloc(70_000));
  await eventually('counted', () => network.hub.metrics.refusals.total({ place: 'batch' }) >= 3);
  const alarms = () => network.hub.journal.fleet.events({ site: site.site, limit: 9 });
  await eventually('told', async () => (await alarms()).length > 0);
  t.equal(site.durableSeq(clinical), 0, 'the cursor did not move');
  t.equal(raw.closed, false, 'the connection stands');
  t.match(
    await alarms(),
    [{ kind: 'log-forked', detail: { place: 'batch' } }],
    'a chain that does not hold is told to ops',
  );

  for (const batch of batches) site.send(clinical, encodePlain(batch));
  await eventually('and goes on', () => site.durableSeq(clinical) === batches.length);
  t.equal(await versionsAtHub(), observations.length);
});

t.test('[S6] the same numbers with another content are refused, and nothing is overwritten', async (t) => {
  const { network, site, hub, batches } = await setUp(t, 2);
  await site.open();
  for (const batch of batches) site.send(clinical, encodePlain(batch));
  await eventually('durable', () => site.durableSeq(clinical) === batches.length);
  const { versions } = await hub.records.history({ count: 200 });

  const [, second] = batches;
  const change = second?.changes[0];
  if (second === undefined || change === undefined) throw new Error('batch');
  const other = { ...change, author: 'Practitioner/other' };
  const forged = {
    header: { ...second.header, chainAfter: nextChain(second.header.chainBefore, other) },
    changes: [other],
  };
  site.send(clinical, encodePlain(forged));
  await eventually('refused', () => site.refusals().includes('batch-fork'));
  t.strictSame((await hub.records.history({ count: 200 })).versions, versions);
  const told = () => network.hub.journal.fleet.events({ site: site.site, limit: 9 });
  const events = await eventually('ops is told', async () => ((await told()).length > 0 ? told() : undefined));
  t.match(events, [{ kind: 'log-forked', detail: { place: 'batch' } }]);
});

t.test('[S12][E1] a batch that speaks for another site, lane or epoch is refused and counted', async (t) => {
  const { network, site, batches, versionsAtHub } = await setUp(t, 1);
  await site.open();
  const [first] = batches;
  const change = first?.changes[0];
  if (first === undefined || change === undefined) throw new Error('batch');
  const other = parseSiteCode(site.site === 'ZZZ' ? 'YYY' : 'ZZZ');
  const refused = (code: string) => network.hub.metrics.refusals.total({ place: 'batch', code });

  site.send(clinical, encodePlain({ ...first, header: { ...first.header, origin: other } }));
  await eventually('origin of the log', () => refused('scope-forged') === 1);
  const foreign = { ...change, origin: other };
  const header = { ...first.header, chainAfter: nextChain(first.header.chainBefore, foreign) };
  site.send(clinical, encodePlain({ header, changes: [foreign] }));
  await eventually('origin of a change', () => refused('scope-forged') === 2);
  site.send(lane.urgent, encodePlain(first));
  await eventually('lane', () => refused('scope-forged') === 3);
  site.send(clinical, encodePlain({ ...first, header: { ...first.header, epoch: 2 } }));
  await eventually('epoch', () => refused('epoch-unknown') === 1);
  t.equal(await versionsAtHub(), 0);
});

t.test('[S12][E1] a hello that names another site, epoch or protocol opens no session', async (t) => {
  const {
    site,
    raw,
    batches: [batch],
  } = await setUp(t, 1);
  if (batch === undefined) throw new Error('batch');
  t.equal(await raw.answer(), 'open');
  await raw.client.subscribeAsync(`carnet/1/0/${site.site}/fibre/dn/+`);
  await site.sayHello({ epoch: 2 });
  const welcomes = () => site.controls.flatMap((message) => (message.kind === 'welcome' ? [message] : []));
  await eventually('epoch', () => welcomes().length === 1);
  t.match(welcomes(), [{ renewEpoch: true, epoch: 1 }], 'an epoch that begins nowhere: no session before another one');
  await site.sayHello({ site: parseSiteCode('ZZZ') });
  await eventually('site', () => site.refusals().includes('scope-forged'));
  await site.sayHello({ protocol: 9 });
  await eventually('protocol', () => site.refusals().includes('version-unsupported'));
  t.equal(welcomes().length, 1);
  site.sendRaw(clinical, encodePlain(batch));
  await eventually('no session', () => site.refusals().filter((code) => code === 'scope-forged').length === 2);
});

t.test(
  '[E16][S12] a returned batch without the hub’s seal is a forged scope: counted, told, and not applied',
  async (t) => {
    const { network, site, batches, versionsAtHub } = await setUp(t, 1);
    await site.open();
    const [first] = batches;
    if (first === undefined) throw new Error('batch');
    const forged = encodePlain({ ...first, header: { ...first.header, origin: hubCode } });
    site.send(clinical, withSeal(forged, new Uint8Array(sealBytes)));
    const { epoch: hubEpoch, lane, to: seq } = first.header;
    const answer = { kind: 'returned-refused', code: 'scope-forged', hubEpoch, lane, seq };
    await eventually('refused', () => site.controls.find(({ kind }) => kind === 'returned-refused'));
    t.match(
      site.controls.filter(({ kind }) => kind.startsWith('returned')),
      [answer],
    );
    t.same(site.refusals(), [], 'the lanes of its own log go on');
    t.equal(await versionsAtHub(), 0);
    const alarms = await network.hub.journal.fleet.events({ site: site.site, limit: 9 });
    t.match(alarms, [{ kind: 'scope-forged', detail: { place: 'batch' } }]);
  },
);

t.test(
  '[S15][S12] a message without the code of its session is refused before anything of it is decoded',
  async (t) => {
    const { network, site, batches, versionsAtHub } = await setUp(t, 1);
    await site.open();
    const [first] = batches;
    if (first === undefined) throw new Error('batch');
    site.sendRaw(clinical, encodePlain(first));
    await eventually('refused', () => site.refusals().includes('scope-forged'));
    t.equal(await versionsAtHub(), 0);
    t.equal(network.hub.metrics.refusals.total({ place: 'batch', code: 'scope-forged' }), 1);
    site.send(clinical, encodePlain(first));
    await eventually('with it, it is taken', () => site.durableSeq(clinical) === 1);
  },
);

t.test('[S11] an unknown dictionary is refused with a code that asks for plain', async (t) => {
  const { site, batches } = await setUp(t, 1);
  await site.open();
  const [first] = batches;
  if (first === undefined) throw new Error('batch');
  const dictionary = Buffer.from('some other dictionary');
  const header = { ...first.header, dictionary: 77 };
  site.send(clinical, encodeBatch(header, first.changes, new Map([[77, dictionary]])));
  await eventually('refused', () => site.refusals().includes('dictionary-unknown'));
  site.send(clinical, encodePlain(first));
  await eventually('plain is good', () => site.durableSeq(clinical) === 1);
});

t.test('[P3] a batch of an older writer is accepted', async (t) => {
  const { site, batches } = await setUp(t, 1);
  await site.open();
  const [first] = batches;
  if (first === undefined) throw new Error('batch');
  site.send(clinical, encodePlain({ ...first, header: { ...first.header, schema: schemaVersion - 1 } }));
  await eventually('durable', () => site.durableSeq(clinical) === 1);
  t.strictSame(site.refusals(), []);
});

t.test(
  '[S6][P8] oversized, far future and deeply nested batches are refused or set aside, counted, and crash nothing',
  async (t) => {
    const { network, site, raw, batches, hub, versionsAtHub, observations } = await setUp(t, 3);
    await site.open();
    const [first, ...rest] = batches;
    const change = first?.changes[0];
    if (first === undefined || change === undefined) throw new Error('batch');
    const { refusals, rejects } = network.hub.metrics;
    const refused = () => refusals.total({ place: 'batch', code: 'batch-malformed' });
    /** The first batch with another change in it, its chain as it must be. */
    const withChange = (other: Partial<typeof change>) => {
      const changed = { ...change, ...other };
      const header = { ...first.header, chainAfter: nextChain(first.header.chainBefore, changed) };
      return encodePlain({ header, changes: [changed] });
    };
    const plain = encodePlain(first);
    // Behind the header stands the deflated body: magic, version, origin, epoch, lane, from, run, two chains, two numbers.
    const empty = encodeBatch({ ...first.header, dictionary: 0 }, [], new Map());
    const headerBytes = empty.length - deflateRawSync(Buffer.alloc(0), { level: 6 }).length;

    site.send(
      clinical,
      Buffer.concat([plain.subarray(0, headerBytes), deflateRawSync(Buffer.alloc(64 * 1024 * 1024))]),
    );
    await eventually('a bomb', () => refused() === 1);
    site.send(clinical, withChange({ body: Buffer.alloc(limits.bodyBytesMax + 1, 0x20) }));
    await eventually('too large a body', () => refused() === 2);
    site.send(clinical, withChange({ stamp: { milliseconds: limits.stampMillisecondsMax + 1, counter: 0 } }));
    await eventually('beyond every date', () => refused() === 3);
    t.equal(site.durableSeq(clinical), 0, 'the cursor did not move');
    t.equal(raw.closed, false, 'the connection stands');
    t.equal(await versionsAtHub(), 0);

    const nested = `{"extension":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    site.send(clinical, withChange({ body: Buffer.from(nested) }));
    await eventually('set aside', () => site.durableSeq(clinical) === 1);
    t.equal(rejects.total({ end: 'hub', code: 'resource-structure' }), 1, 'counted');
    t.match(await hub.poison.untold({ direction: 'up', site: site.site, epoch: 1 }), [{ lane: clinical }]);
    for (const batch of rest) site.send(clinical, encodePlain(batch));
    await eventually('refused for its chain', () => site.refusals().includes('batch-fork'));
    t.ok(observations.length > 0 && raw.closed === false, 'what was built on another log does not follow');

    site.send(clinical, Buffer.alloc(17 * 1024 * 1024));
    await eventually('a packet beyond the limit ends the connection', () => raw.closed);
    t.equal(refusals.total({ place: 'publish', code: 'too-large' }), 1);
    t.ok(await hub.sync.identity(), 'and nothing else');
  },
);

t.test('[T3][S6] a batch from the year 2106 is kept, orders nothing wrongly and moves no clock', async (t) => {
  const { site, hub, batches } = await setUp(t, 1);
  await site.open();
  const [first] = batches;
  const change = first?.changes[0];
  if (first === undefined || change === undefined) throw new Error('batch');
  const future = { ...change, stamp: { milliseconds: Date.UTC(2106, 1, 7), counter: 0 } };
  const header = { ...first.header, chainAfter: nextChain(first.header.chainBefore, future) };
  site.send(clinical, encodePlain({ header, changes: [future] }));
  await eventually('durable', () => site.durableSeq(clinical) === 1);
  t.same(site.refusals(), []);
  await writePatient(hub, 'Mballa');
  const { versions } = await hub.records.history({ count: 1 });
  t.ok((versions[0]?.lastUpdatedMilliseconds ?? 0) < Date.UTC(2100, 0, 1), 'the hub’s clock is its own');
});
