import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { callControl } from '../../../provisioning/control/client.js';
import { SiteUnderFault } from '../../durability/faults/site-under-fault.js';
import { runEdge, startNetwork } from '../../support/programs-network.js';
import { ask } from '../../support/programs-people.js';
import { eventually, writeObservation, writePatient } from '../../support/programs-records.js';
import { notified, subscriptionOf, until } from '../../support/subscriptions.js';
import { startWebhookServer } from '../../support/webhook-server.js';

t.setTimeout(1_800_000);

const environment = { CARNET_SUBSCRIPTION_NETWORKS: '127.0.0.0/8' };
const scope = 'system/Subscription.cruds system/Patient.rs system/Observation.rs';

/** A token of a machine of a running node. */
async function tokenOfMachine(dir: string, name: string): Promise<string> {
  const { secret } = (await callControl(dir, 'token-create', { name, scope })) as { secret: string };
  return secret;
}

/** Makes a Subscription at a program and waits until it is active. */
async function subscribe(port: number, token: string, subscription: object): Promise<string> {
  const made = await ask(port, '/fhir/Subscription', { token, method: 'POST', json: subscription });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const { id } = made.body as { id: string };
  await until('active', async () => {
    const { body } = await ask(port, `/fhir/Subscription/${id}`, { token });
    return (body as { status: string }).status === 'active';
  });
  return id;
}

t.test(
  '[J23][J29] kill -9 while it is written and while nobody listens: everything is told, in order, by the same ids',
  async (t) => {
    const site = await SiteUnderFault.start(t, { environment });
    const port = () => Number(new URL(site.program.base).port);
    let receiver = await startWebhookServer(t);
    const token = await tokenOfMachine(site.dir, 'lab');
    const id = await subscribe(port(), token, subscriptionOf(receiver, { criteria: 'Patient' }));
    const told = () => posts.flatMap((each) => notified(each));
    const posts = [receiver];
    for (let kills = 0; kills < 3; kills += 1) {
      // While one attempt is on its way, and after a commit that nothing was told of.
      receiver.answer = kills === 1 ? 'silent' : 204;
      await site.write(6);
      await site.kill();
      if (kills === 2) await receiver.close();
      await site.restart();
      receiver.answer = 204;
    }
    await site.write(4);
    await pause(1_000);
    // Nobody answers meanwhile, and the program is killed while it waits for the next attempt.
    await site.kill();
    await site.restart();
    receiver = await startWebhookServer(t, undefined, receiver.port);
    posts.push(receiver);
    const wanted = (await ask(port(), '/fhir/Patient/_history?_count=200', { token })).body as {
      entry: { resource?: { id: string; meta: { versionId: string } } }[];
    };
    const versions = wanted.entry.flatMap(({ resource }) => resource ?? []).toReversed();
    const ids = versions.map(({ meta }) => `${id}.${meta.versionId}`);
    const last = () => told().some(({ headers }) => headers['carnet-notification'] === ids.at(-1));
    await until('the last', last, 300);
    const got = told().map(({ headers }) => String(headers['carnet-notification']));
    t.strictSame([...new Set(got)], ids, `${got.length} attempts for ${ids.length} versions`);
    t.ok(ids.length > 15 && got.length < 2 * ids.length);
    t.strictSame(await site.missing(), [], 'the ward lost nothing');
  },
);

t.test('[F112][J23] what comes by sync is told too, by each server for its own subscriptions alone', async (t) => {
  const settings = { subscriptionNetworks: '127.0.0.0/8' };
  const network = await startNetwork(t, ['Garoua'], undefined, settings);
  const [site] = network.sites;
  if (site === undefined) throw new Error('no site');
  await site.edge.stop();
  site.edge = await runEdge(site.dir, settings);
  const [atHub, atSite] = [await startWebhookServer(t), await startWebhookServer(t)];
  const hubToken = await tokenOfMachine(network.hubDir, 'registry');
  const siteToken = await tokenOfMachine(site.dir, 'lab');
  const hubPort = network.hub.httpPort ?? 0;
  const sitePort = site.edge.httpPort ?? 0;
  await subscribe(hubPort, hubToken, subscriptionOf(atHub, { criteria: 'Observation?status=final' }));
  await subscribe(sitePort, siteToken, subscriptionOf(atSite, { criteria: 'Observation?status=final' }));
  const patient = await writePatient(site.edge.journal, 'Éyébé');
  const observation = await writeObservation(site.edge.journal, patient, 'a');
  await until('both', () => notified(atHub).length > 0 && notified(atSite).length > 0);
  const late = await writeObservation(network.hub.journal, patient, 'b');
  await eventually('both are told', async () => notified(atSite).length > 1 && notified(atHub).length > 1);
  await pause(500);
  for (const receiver of [atHub, atSite]) {
    t.strictSame(
      notified(receiver).map(({ url }) => url),
      [`/hooks/Observation/${observation}`, `/hooks/Observation/${late}`],
    );
  }
  for (const port of [hubPort, sitePort]) {
    const metrics = String((await ask(port, '/metrics')).body);
    t.match(metrics, /carnet_subscriptions\{status="active"\} 1/);
    t.match(metrics, /carnet_notifications_total\{outcome="taken"\} 3/);
    t.notMatch(metrics, new RegExp(`${patient}|127\\.0\\.0\\.1`));
  }
  t.equal((await network.hub.journal.subscriptions.of(`Device/${site.code}.lab`)).length, 0);
});
