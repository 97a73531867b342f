import { join } from 'node:path';
import t from 'tap';
import { parseLinkName } from '../../protocol/ids.js';
import { lane } from '../../protocol/lane.js';
import { formatClientId } from '../../protocol/topics.js';
import { readIdentity } from '../../provisioning/node-folder.js';
import { enrolSite, runEdge, startNetwork } from '../support/programs-network.js';
import { encodePlain, openSiteJournal, RawClient, RawSite } from '../support/programs-raw-site.js';
import { eventually, readRecord, writeObservation, writePatient } from '../support/programs-records.js';

t.test(
  '[S2][S7][S9] what the hub has, but its receipt was lost, is known from the welcome and not sent again',
  async (t) => {
    const network = await startNetwork(t, []);
    const { code, dir } = await enrolSite(t, network, join(network.folder, 'site'), 'Garoua');
    const journal = await openSiteJournal(dir, code);
    const patient = await writePatient(journal, 'Ngono');
    const observation = await writeObservation(journal, patient, 'the receipt of this one is lost');
    const clientId = formatClientId(code, parseLinkName('fibre'));
    const raw = new RawClient({ port: network.hub.mqttPort, clientId, identity: readIdentity(dir) });
    const site = new RawSite(code, journal, raw);
    await site.open();
    const batches = [...(await site.batches(lane.clinical)), ...(await site.batches(lane.administrative))];
    for (const batch of batches) site.send(batch.header.lane, encodePlain(batch));
    const sent = await eventually('at the hub', () => readRecord(network.hub.journal, 'Observation', observation));
    const key = { type: sent.type, id: sent.id };
    // The receipts came to this connection and no further: the journal never heard of them.
    t.match(await journal.records.delivery(key), { reached: 'site' });
    raw.end();
    journal.close();

    const applied = network.hub.metrics.batches.total();
    const edge = await runEdge(dir);
    t.teardown(() => edge.stop());
    await eventually('known', async () => (await edge.journal.records.delivery(key))?.reached === 'hub');
    t.equal(network.hub.metrics.batches.total(), applied, 'nothing was sent again');
  },
);
