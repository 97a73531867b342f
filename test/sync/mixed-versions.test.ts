import { join } from 'node:path';
import t from 'tap';
import { createLogger } from '../../config/running/logger.js';
import { Downlink } from '../../edge-agent/downlink/downlink.js';
import type { OpenSession } from '../../edge-agent/links/open-session.js';
import { StoppedLanes } from '../../edge-agent/links/stopped-lanes.js';
import { decodeBatch, encodeBatch, schemaVersion } from '../../protocol/batch.js';
import { type ControlMessage, decodeControl } from '../../protocol/control/control.js';
import { lane } from '../../protocol/lane.js';
import { sealBytes, withSeal } from '../../protocol/session/feed-seal.js';
import { formatClientId } from '../../protocol/topics.js';
import { readIdentity } from '../../provisioning/node-folder.js';
import {
  addSite,
  batchesBetween,
  downTo,
  openHub,
  openSite,
  resourceOf,
  settle,
  write,
} from '../support/journal-fixtures.js';
import { enrolSite, startNetwork } from '../support/programs-network.js';
import { encodePlain, openSiteJournal, RawClient, RawSite } from '../support/programs-raw-site.js';
import { eventually, readRecord, writeObservation, writePatient, writeReferral } from '../support/programs-records.js';

/** How many schema versions the other end is away: two behind a newer end is the same as that end two ahead. */
const distances = [0 - schemaVersion, 2];

for (const distance of distances) {
  t.test(`[P3][P7] a site whose schema is ${distance} versions away keeps syncing in both directions`, async (t) => {
    const network = await startNetwork(t, ['garoua']);
    const [other] = network.sites;
    if (other === undefined) throw new Error('site');
    const { code, dir } = await enrolSite(t, network, join(network.folder, 'raw'), 'Raw');
    const journal = await openSiteJournal(dir, code);
    t.teardown(() => journal.close());
    const patient = await writePatient(journal, 'Ngono');
    const observation = await writeObservation(journal, patient, 'value');
    const clientId = formatClientId(code, 'fibre' as never);
    const raw = new RawClient({ port: network.hub.mqttPort, clientId, identity: readIdentity(dir) });
    t.teardown(() => raw.end());
    const site = new RawSite(code, journal, raw);
    const schema = schemaVersion + distance;
    await site.open({ schema });
    for (const batch of await site.batches(lane.clinical)) {
      site.send(lane.clinical, encodePlain({ ...batch, header: { ...batch.header, schema } }));
    }
    await eventually('up', () => readRecord(network.hub.journal, 'Observation', observation));
    t.same(site.refusals(), []);

    const theirs = await writePatient(other.edge.journal, 'Mballa');
    await writeReferral(other.edge.journal, theirs, code);
    await eventually('down', () =>
      raw.received
        .filter(({ topic }) => /dn\/[0-5]$/.test(topic))
        .some(({ payload }) => decodeBatch(payload, new Map()).changes.some((change) => change.resourceId === theirs)),
    );
  });

  t.test(`[P3][P7] a site applies the feed of a hub whose schema is ${distance} versions away`, async (t) => {
    const hub = openHub(t);
    const code = await addSite(hub);
    const site = openSite(t, code);
    await write(hub, resourceOf({ resourceType: 'Organization', id: 'o1', name: 'Garoua', unheardOf: { of: 1 } }));
    await settle(hub);
    const said: ControlMessage[] = [];
    const session = {
      ...{ link: 'fibre', metered: false, kind: 'fibre', welcome: { hubEpoch: 1 } },
      publish: async (_channel: unknown, payload: Uint8Array) => void said.push(decodeControl(payload)),
    } as unknown as OpenSession;
    const stops = new StoppedLanes({ renew: () => {}, random: () => 0, onChanged: () => {} });
    t.teardown(() => stops.stop());
    const downlink = new Downlink({
      ...{ sync: site.sync, site: code, dictionaries: new Map(), stops },
      ...{ logger: createLogger('test', 'silent'), now: Date.now, onError: (error) => t.error(error) },
    });
    for (const { batch } of await batchesBetween(hub.sync, site.sync, downTo(code))) {
      const header = { ...batch.header, schema: schemaVersion + distance };
      const seal = new Uint8Array(sealBytes);
      downlink.take(session, batch.header.lane, withSeal(encodeBatch(header, batch.changes, new Map()), seal));
    }
    await eventually('applied', () => readRecord(site, 'Organization', 'o1'));
    await eventually('receipted', () => said.some(({ kind }) => kind === 'receipt'));
    t.same(
      said.filter(({ kind }) => kind === 'refusal'),
      [],
    );
    await downlink.stop();
  });
}
