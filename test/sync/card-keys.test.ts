import t from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { newCardKey } from '../../record/card-keys/card-key.js';
import { cardKeyAuthor, cardKeyResource } from '../../record/card-keys/card-key-resource.js';
import type { JwkSet } from '../../record/card-keys/card-key-set.js';
import { roles } from '../../record/role.js';
import { startNetwork } from '../support/programs-network.js';
import { ask, tokenOf } from '../support/programs-people.js';
import { entryOf, eventually } from '../support/programs-records.js';

const path = '/.well-known/jwks.json';

async function setAt(node: { readonly httpPort: number | undefined }): Promise<JwkSet> {
  return (await ask(node.httpPort, path)).body as JwkSet;
}

t.test('[H2][H6] the keys of all sites are at the hub and at every site, and verify without the hub', async (t) => {
  const network = await startNetwork(t, ['Garoua', 'Douala']);
  const [garoua, douala] = network.sites;
  if (garoua === undefined || douala === undefined) throw new Error('no sites');
  const nodes = () => [network.hub, garoua.edge, douala.edge];
  const sets = await eventually('two keys everywhere', async () => {
    const found = await Promise.all(nodes().map(setAt));
    return found.every(({ keys }) => keys.length === 2) && found;
  });
  for (const set of sets) t.same(set, sets[0], 'the same content');
  const answer = await ask(network.hub.httpPort, path);
  t.match(answer.headers.get('content-type'), /^application\/json/);
  t.equal(answer.headers.get('cache-control'), 'public, max-age=300');
  t.equal(answer.headers.get('access-control-allow-origin'), '*');
  t.match(answer.body, { keys: [{ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', kid: /^[\w-]{43}$/ }] });
  t.notMatch(JSON.stringify(answer.body), /"d":/);

  // A site that tells of a key for another: it travels, and is in no set.
  const forged = cardKeyResource(garoua.code, newCardKey(Date.now()), 'https://other.example');
  await douala.edge.journal.records.commitBundle({ author: cardKeyAuthor, entries: [entryOf(forged)] });
  const toldAt = async (node: typeof garoua.edge | typeof network.hub) => (await node.journal.cardKeys.told()).length;
  await eventually('the forged one is everywhere', async () => {
    const counts = await Promise.all(nodes().map(toldAt));
    return counts.every((count) => count === 3);
  });
  for (const node of nodes()) t.same(await setAt(node), sets[0], 'the forged one is in no set');

  await network.hub.stop();
  const card = await garoua.edge.upkeep.cardKeys.sign(JSON.stringify({ nbf: Math.floor(Date.now() / 1000) }));
  t.match(await douala.edge.upkeep.cardKeys.verify(card), { kind: 'valid', key: { site: garoua.code } });
  const [head, body] = card.split('.');
  const foreign = await douala.edge.upkeep.cardKeys.sign('{"nbf":1}');
  const mixed = `${head}.${body}.${foreign.split('.')[2]}`;
  t.same(await douala.edge.upkeep.cardKeys.verify(mixed), { kind: 'refused', reason: 'signature' });
  await garoua.restart();
  t.same(await setAt(garoua.edge), sets[0], 'a restart makes no other key');
});

t.test('[H4] over the FHIR API no role writes what tells of a key', async (t) => {
  const network = await startNetwork(t, ['Garoua']);
  const [site] = network.sites;
  if (site === undefined) throw new Error('no site');
  const before = await eventually('a key', async () => {
    const set = await setAt(site.edge);
    return set.keys.length === 1 && set;
  });
  const forged = cardKeyResource(site.code, newCardKey(Date.now()), 'https://other.example');
  const entry = [{ resource: forged, request: { method: 'PUT', url: `Endpoint/${forged.id}` } }];
  for (const role of roles) {
    const token = await tokenOf(site.dir, role);
    const put = await ask(site.edge.httpPort, `/fhir/Endpoint/${forged.id}`, { token, method: 'PUT', json: forged });
    t.ok(put.status === 403 || put.status === 404, `${role} ${put.status}`);
    const bundle = { resourceType: 'Bundle', type: 'transaction', entry };
    const posted = await ask(site.edge.httpPort, '/fhir', { token, method: 'POST', json: bundle });
    t.ok(posted.status === 403 || posted.status === 404, `${role} ${posted.status}`);
  }
  t.equal((await site.edge.journal.cardKeys.told()).length, 1);
  t.same(await setAt(site.edge), before);
});

t.test('[H8] who is revoked signs nothing more that counts, and what was signed before stays good', async (t) => {
  const network = await startNetwork(t, ['Garoua', 'Douala']);
  const [garoua, douala] = network.sites;
  if (garoua === undefined || douala === undefined) throw new Error('no sites');
  await eventually('both keys at the other site', async () => (await setAt(douala.edge)).keys.length === 2);
  const signAt = (milliseconds: number) =>
    garoua.edge.upkeep.cardKeys.sign(JSON.stringify({ nbf: Math.floor(milliseconds / 1000) }));
  const before = await signAt(Date.now() - 1_000);
  await callControl(network.hubDir, 'site-revoke', { code: garoua.code });
  const ended = await eventually('the end at the other site', async () => {
    const { keys } = await setAt(douala.edge);
    return keys.find(({ revoked }) => revoked !== undefined);
  });
  t.same(
    (await setAt(network.hub)).keys.find(({ kid }) => kid === ended.kid),
    ended,
  );
  const after = await signAt(Date.now() + 1_000);
  t.match(await douala.edge.upkeep.cardKeys.verify(before), { kind: 'valid', key: { site: garoua.code } });
  t.same(await douala.edge.upkeep.cardKeys.verify(after), { kind: 'refused', reason: 'key-over' });
  await callControl(network.hubDir, 'site-revoke', { code: garoua.code });
  const told = (await network.hub.journal.cardKeys.told()).filter(({ body }) => body.includes('issuer-end'));
  t.equal(told.length, 1, 'said once');
});
