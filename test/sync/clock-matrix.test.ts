import { join } from 'node:path';
import t from 'tap';
import { readEdgeSettings } from '../../config/edge-settings.js';
import { createLogger } from '../../config/running/logger.js';
import type { RunningEdge } from '../../edge-agent/composition.js';
import { SiteProgram } from '../../edge-agent/site-program.js';
import { limits } from '../../protocol/limits.js';
import { callControl } from '../../provisioning/control/client.js';
import { TcpRelay } from '../../provisioning/demo/relay/tcp-relay.js';
import { join as joinHub } from '../../provisioning/enrolment/join.js';
import { readIdentity, readNode } from '../../provisioning/node-folder.js';
import type { InvitedSite } from '../../provisioning/verbs/site-verbs.js';
import { type EnrolledSite, enrolSite, runEdge, startNetwork } from '../support/programs-network.js';
import { eventually, readRecord, writePatient } from '../support/programs-records.js';
import { clockFrom, wrongClocks } from '../support/wrong-clocks.js';

t.setTimeout(600_000);

const day = 86_400_000;
const healMillisecondsMax = 60_000;
const links = [{ name: 'fibre', kind: 'fibre', metered: false }];
const anyPort = { host: '127.0.0.1', port: 0 };
const certificateOf = ({ dir }: EnrolledSite) => readIdentity(dir).certificatePem;
const isUp = (edge: RunningEdge) => edge.engine.links.active !== undefined;

t.test('[T21][T25][T26] with each wrong clock a site renews, on day 31 and half a year after its end', async (t) => {
  const time = { offset: 0 };
  // OpenSSL judges by the machine's clock, which no test sets: so all that is true is moved.
  const now = () => Date.now() + time.offset;
  const network = await startNetwork(t, [], links, {}, now);
  const sites = new Map<string, EnrolledSite>();
  for (const [name] of wrongClocks(0)) {
    sites.set(name, await enrolSite(t, network, join(network.folder, name), name, links));
  }
  for (const days of [31, 31 + 90 + 180]) {
    time.offset = days * day;
    await network.restartHub();
    const runs = wrongClocks(now()).map(async ([name, atStart]) => {
      const site = sites.get(name);
      if (site === undefined) throw new Error(name);
      const before = certificateOf(site);
      const edge = await runEdge(site.dir, {}, clockFrom(atStart));
      t.teardown(() => edge.stop());
      const id = await writePatient(edge.journal, name);
      await eventually(`${name}: another certificate`, () => certificateOf(site) !== before, 240_000);
      await eventually(`${name}: a session under it`, () => {
        return edge.engine.links.active?.certificatePem === certificateOf(site);
      });
      await eventually(`${name}: at the hub`, () => readRecord(network.hub.journal, 'Patient', id), 240_000);
      t.ok(Math.abs(edge.clock.now() - now()) < healMillisecondsMax, `${name}, day ${days}: healed`);
      t.equal(edge.clock.state, 'sure');
      await edge.stop();
    });
    await Promise.all(runs);
  }
});

for (const [name, atStart] of wrongClocks(Date.now())) {
  t.test(
    `[T20][E22][E23] a box that says ${name} works provisionally, and enrols when the hub is reached`,
    async (t) => {
      const network = await startNetwork(t, [], links);
      const invited = (await callControl(network.hubDir, 'site-add', { name, region: 'Nord', links })) as InvitedSite;
      const shape = { delayMilliseconds: 0, bytesPerSecond: Number.POSITIVE_INFINITY };
      const way = new TcpRelay({ listen: anyPort, target: { ...anyPort, port: network.hub.httpsPort }, shape });
      await way.start();
      t.teardown(() => way.stop());
      way.setCut('refuse');
      const [dir, now] = [join(network.folder, 'box'), clockFrom(atStart)];
      const hubUrl = `https://127.0.0.1:${way.port}`;
      const linkAddresses = new Map([['fibre', { ...anyPort, port: network.hub.mqttPort }]]);
      const plan = { hubUrl, https: anyPort, http: anyPort, extraHosts: [], linkAddresses };
      await joinHub({ ...plan, dir, code: invited.oneTimeCode, provisionalBy: now });
      t.match(readNode(dir), { provisional: true });
      const settings = readEdgeSettings({ file: {}, environment: {} });
      const fail = (error: unknown) => {
        throw error;
      };
      const program = new SiteProgram({ dir, settings, logger: createLogger('test', 'silent'), now, onFatal: fail });
      t.teardown(() => program.stop());
      const edge = await program.start();
      const id = await writePatient(edge.journal, 'Before');

      way.setCut(undefined);
      await eventually('at the hub', () => readRecord(network.hub.journal, 'Patient', id), 240_000);
      t.notOk('provisional' in readNode(dir));
      const clock = program.edge?.clock;
      t.ok(Math.abs((clock?.now() ?? 0) - Date.now()) < healMillisecondsMax, 'healed');
      t.equal(clock?.state, 'sure');
    },
  );
}

t.test('[T20][T21] a clock that jumps while a site runs changes neither its time nor its session', async (t) => {
  const network = await startNetwork(t, [], links);
  const site = await enrolSite(t, network, join(network.folder, 'site'), 'Site', links);
  const wall = { offset: 0 };
  const edge = await runEdge(site.dir, {}, () => Date.now() + wall.offset);
  t.teardown(() => edge.stop());
  await eventually('a session', () => isUp(edge));
  for (const [name, to] of [...wrongClocks(Date.now()), ['the right time', Date.now()] as const]) {
    for (const isCut of [true, false]) {
      site.relays.get('fibre')?.setCut(isCut ? 'refuse' : undefined);
      await eventually(isCut ? 'no session' : 'a session', () => isUp(edge) !== isCut);
      wall.offset = to - Date.now();
      const id = await writePatient(edge.journal, name);
      t.ok(Math.abs(edge.clock.now() - Date.now()) < healMillisecondsMax, `${name}${isCut ? ', without a link' : ''}`);
      const { lastUpdatedMilliseconds = 0 } = (await readRecord(edge.journal, 'Patient', id)) ?? {};
      t.ok(Math.abs(lastUpdatedMilliseconds - Date.now()) < limits.clockAheadMillisecondsMax, 'stamped with now');
      if (!isCut) await eventually('at the hub', () => readRecord(network.hub.journal, 'Patient', id));
      wall.offset = 0;
    }
  }
  t.equal(edge.clock.state, 'sure');
});
