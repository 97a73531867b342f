import { join } from 'node:path';
import t from 'tap';
import { encodeControl } from '../../protocol/control/control.js';
import type { LaneReport } from '../../protocol/control/report.js';
import { parseLinkName } from '../../protocol/ids.js';
import { lane } from '../../protocol/lane.js';
import { formatClientId } from '../../protocol/topics.js';
import { readIdentity } from '../../provisioning/node-folder.js';
import { enrolSite, startNetwork } from '../support/programs-network.js';
import { ask, tokenOf } from '../support/programs-people.js';
import { openSiteJournal, RawClient, RawSite } from '../support/programs-raw-site.js';
import { eventually } from '../support/programs-records.js';

interface Shown {
  readonly connected: boolean;
  readonly lastSeenAt: number;
  readonly toHub: { readonly pending: number; readonly oldestPendingAt: number | null };
}

const report = (lanes: readonly LaneReport[]) => encodeControl({ kind: 'report', lanes });

t.test('[S13][S6] ops sees what a site reported, also after it has gone; what is no report is refused', async (t) => {
  const network = await startNetwork(t, []);
  const { code, dir } = await enrolSite(t, network, join(network.folder, 'site'), 'Garoua');
  const journal = await openSiteJournal(dir, code);
  t.teardown(() => journal.close());
  const clientId = formatClientId(code, parseLinkName('fibre'));
  const raw = new RawClient({ port: network.hub.mqttPort, clientId, identity: readIdentity(dir) });
  t.teardown(() => raw.end());
  const site = new RawSite(code, journal, raw);
  const token = await tokenOf(network.hubDir, 'ops');
  const shown = async () => {
    const { body } = await ask(network.hub.httpPort, '/api/fleet', { token });
    return (body as { sites: readonly Shown[] }).sites[0];
  };
  const waiting = report([{ lane: lane.clinical, headSeq: 7, oldestPendingMilliseconds: 1_700_000_000_000 }]);
  await raw.answer();
  await raw.client.subscribeAsync(`carnet/1/0/${code}/fibre/dn/+`);
  site.sendRaw('ctl', waiting);
  await eventually('no session yet', () => site.refusals().includes('epoch-unknown'));
  t.match(await shown(), { toHub: { pending: 0, oldestPendingAt: null } });

  await site.open();
  site.send('ctl', waiting);
  await eventually('reported', async () => (await shown())?.toHub.pending === 7);
  t.match(await shown(), { connected: true, toHub: { oldestPendingAt: 1_700_000_000_000 } });
  const twice = { lane: lane.clinical, headSeq: 9, oldestPendingMilliseconds: 0 };
  site.send('ctl', report([twice, { ...twice, headSeq: 10 }]));
  await eventually('refused', () => site.refusals().includes('batch-malformed'));
  t.equal((await shown())?.toHub.pending, 7);
  t.equal(raw.closed, false, 'the connection stays');

  const before = Date.now();
  raw.end();
  await eventually('gone', async () => (await shown())?.connected === false);
  await eventually('last seen', async () => ((await shown())?.lastSeenAt ?? 0) >= before);
  t.match(await shown(), { toHub: { pending: 7, oldestPendingAt: 1_700_000_000_000 } });
});
