import { join } from 'node:path';
import t from 'tap';
import type { RunningEdge } from '../../edge-agent/composition.js';
import { apiLimits } from '../../fhir-api/limits.js';
import { releaseMilliseconds } from '../../protocol/clock-floor.js';
import { limits } from '../../protocol/limits.js';
import { callControl } from '../../provisioning/control/client.js';
import { type EnrolledSite, enrolSite, type Network, runEdge, startNetwork } from '../support/programs-network.js';
import { eventually, readRecord, writePatient } from '../support/programs-records.js';
import { clockFrom, wrongClocks } from '../support/wrong-clocks.js';

const day = 86_400_000;
const password = 'correct horse battery staple';
const links = [{ name: 'fibre', kind: 'fibre', metered: false }];

interface Box {
  readonly network: Network;
  readonly site: EnrolledSite;
}

async function setUp(t: Parameters<typeof startNetwork>[0], hubNow?: () => number): Promise<Box> {
  const network = await startNetwork(t, [], links, {}, hubNow);
  const site = await enrolSite(t, network, join(network.folder, 'site'), 'Site', links);
  return { network, site };
}

async function start(t: { teardown(stop: () => unknown): unknown }, { site }: Box, now: () => number) {
  const edge = await runEdge(site.dir, {}, now);
  t.teardown(() => edge.stop());
  return edge;
}

const isUp = (edge: RunningEdge) => edge.engine.links.active !== undefined;

/** Signs in at a site and gives the session's cookie. */
async function signIn(edge: RunningEdge): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${edge.httpPort}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'awa', password }),
  });
  if (answer.status !== 200) throw new Error(`sign-in: ${answer.status}`);
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

async function whoIs(edge: RunningEdge, cookie: string) {
  const answer = await fetch(`http://127.0.0.1:${edge.httpPort}/api/session`, { headers: { cookie } });
  return { status: answer.status, body: (await answer.json()) as { readonly expires?: string } };
}

for (const [name, atStart] of wrongClocks(Date.now())) {
  t.test(`[T20][T21][T24] a box that says ${name} works, and is healed by its first contact`, async (t) => {
    const box = await setUp(t);
    const { network, site } = box;
    const relay = site.relays.get('fibre');
    relay?.setCut('refuse');
    const edge = await start(t, box, clockFrom(atStart));
    // Boot and sign-in: care goes on.
    await callControl(site.dir, 'user-add', { name: 'awa', displayName: 'Awa', role: 'doctor', password });
    const cookie = await signIn(edge);
    const before = await writePatient(edge.journal, 'Before');
    t.equal((await whoIs(edge, cookie)).status, 200);
    t.equal(edge.clock.state, atStart < releaseMilliseconds || atStart < Date.now() - day ? 'unsure' : 'sure');
    t.notOk(isUp(edge));

    // Sync: the hub is reached over real TLS, whatever the box makes of its certificate's dates.
    relay?.setCut(undefined);
    await eventually('a session', () => isUp(edge));
    t.ok(Math.abs(edge.clock.now() - Date.now()) < 60_000, 'healed');
    t.equal(edge.clock.state, 'sure');
    const after = await writePatient(edge.journal, 'After');
    for (const id of [before, after])
      await eventually(`${id} at the hub`, () => readRecord(network.hub.journal, 'Patient', id));
    const stamp = (await readRecord(network.hub.journal, 'Patient', after))?.lastUpdatedMilliseconds ?? 0;
    t.ok(Math.abs(stamp - Date.now()) < limits.clockAheadMillisecondsMax, 'what is written now is stamped with now');

    // The session that was begun by the wrong clock goes on, for as long as any.
    const seen = await whoIs(edge, cookie);
    t.equal(seen.status, 200, 'still signed in');
    const left = Date.parse(seen.body.expires ?? '') - Date.now();
    t.ok(left > 0 && left <= apiLimits.sessionIdleMillisecondsMax + 60_000, `${left} ms left`);
    t.equal((await signIn(edge)).length > 0, true, 'and others sign in');
  });
}

for (const years of [10, 50]) {
  t.test(`[T22][T23] real TLS: a hub ${years} years away by this machine’s clock is reached`, async (t) => {
    // OpenSSL judges by the machine's clock, which no test sets: so all that is true is moved, and the box's clock is not.
    const hubNow = () => Date.now() + years * 365 * day;
    const box = await setUp(t, hubNow);
    const edge = await start(t, box, Date.now);
    await eventually('a session', () => isUp(edge));
    t.ok(Math.abs(edge.clock.now() - hubNow()) < 60_000);
    const id = await writePatient(edge.journal, 'Far');
    await eventually('at the hub', () => readRecord(box.network.hub.journal, 'Patient', id));
  });
}
