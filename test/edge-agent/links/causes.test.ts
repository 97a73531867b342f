import { createPublicKey } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import t, { type Test } from 'tap';
import type { RunningEdge } from '../../../edge-agent/composition.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { createAuthority, issueCertificate } from '../../../provisioning/certificates/authority.js';
import { leafKeyBits } from '../../../provisioning/certificates/profile.js';
import { callControl } from '../../../provisioning/control/client.js';
import {
  authorityOf,
  type NodeLink,
  nodePaths,
  readIdentity,
  readNode,
  type SiteNode,
  writeNode,
} from '../../../provisioning/node-folder.js';
import { LinkFront } from '../../support/link-front.js';
import { enrolSite, type Network, runEdge, startNetwork } from '../../support/programs-network.js';
import { ask, tokenOf } from '../../support/programs-people.js';
import { eventually } from '../../support/programs-records.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';

const links = [
  { name: 'fibre', kind: 'fibre', metered: false },
  { name: 'cellular', kind: 'cellular', metered: false },
  { name: 'starlink', kind: 'starlink', metered: false },
];
type Name = 'fibre' | 'cellular' | 'starlink';
const day = 24 * 3_600_000;

/** A site whose links are lines that a test breaks. */
interface Ground {
  readonly network: Network;
  readonly dir: string;
  readonly fronts: Readonly<Record<Name, LinkFront>>;
  edge: RunningEdge;
}

async function setUp(t: Test): Promise<Ground> {
  const network = await startNetwork(t, []);
  const { dir } = await enrolSite(t, network, join(network.folder, 'site'), 'Nord', links);
  const { mqttPort: mqtt, probePort: probe } = network.hub;
  const open = () => new LinkFront({ mqtt, probe });
  const fronts = { fibre: open(), cellular: open(), starlink: open() };
  const node = readNode(dir) as SiteNode;
  const changed: NodeLink[] = [];
  for (const link of node.links) {
    const at = { host: '127.0.0.1', port: await fronts[link.name as string as Name].start(t) };
    changed.push({ ...link, hub: at, probe: at });
  }
  writeNode(dir, { ...node, links: changed });
  const ground = { network, dir, fronts, edge: await runEdge(dir) };
  t.teardown(() => ground.edge.stop());
  await allWell(ground);
  return ground;
}

function causesOf({ edge }: Ground): Readonly<Record<string, string>> {
  return Object.fromEntries(edge.engine.links.show().map(({ name, cause }) => [name, cause]));
}

async function allWell(ground: Ground): Promise<void> {
  await eventually(
    'all links well',
    () => {
      const shown = ground.edge.engine.links.show();
      return shown.every(({ cause }) => cause === 'none') && shown.some(({ state }) => state === 'active');
    },
    30_000,
  );
  // What is usual on a link is known after a while only.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
}

/** Breaks something, and waits until the links say so; within 15 s, as promised. */
async function named(t: Test, ground: Ground, expected: Partial<Record<Name, string>>): Promise<void> {
  const began = performance.now();
  const isNamed = () => Object.entries(expected).every(([name, cause]) => causesOf(ground)[name] === cause);
  await eventually(JSON.stringify(expected), isNamed, 15_000).catch(() => {});
  t.comment(`${JSON.stringify(expected)} after ${Math.round(performance.now() - began)} ms`);
  t.match(causesOf(ground), expected);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  t.match(causesOf(ground), expected, 'and it is still called that');
}

async function mended(ground: Ground): Promise<void> {
  for (const front of Object.values(ground.fronts)) {
    front.datagramLoss = 0;
    front.set('pass');
    front.cut();
  }
  // What failed would have to be clean for a while; a new run knows nothing of it.
  await restarted(ground, (links) => links);
  await allWell(ground);
}

/** Changes the site's `node.json` while its program is stopped. */
async function restarted(
  ground: Ground,
  change: (links: readonly NodeLink[]) => readonly NodeLink[],
  settings: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await ground.edge.stop();
  const node = readNode(ground.dir) as SiteNode;
  writeNode(ground.dir, { ...node, links: change(node.links) });
  ground.edge = await runEdge(ground.dir, settings);
}

const only = (name: string, change: Partial<NodeLink>) => (all: readonly NodeLink[]) =>
  all.map((link) => ((link.name as string) === name ? { ...link, ...change } : link));

async function strangersCertificate() {
  const authority = await createAuthority('Portal', Date.now(), stockKeyPairs);
  const pair = await stockKeyPairs(leafKeyBits);
  const certificate = issueCertificate(authority, {
    ...{ code: parseSiteCode('7KD'), publicKeyPem: pair.publicKeyPem, extraHosts: [], nowMilliseconds: Date.now() },
  });
  return { key: pair.privateKeyPem, cert: certificate };
}

/** Each of the causes takes its time to be named, and to be over again. */
const millisecondsMax = 600_000;

t.setTimeout(millisecondsMax);

t.test('[L63] each cause is named within 15 s, over real sockets', { timeout: millisecondsMax }, async (t) => {
  const ground = await setUp(t);
  const { fronts, network, dir } = ground;

  await t.test('a line that swallows everything is a blackhole', async (t) => {
    fronts.fibre.set('silent');
    await named(t, ground, { fibre: 'blackhole', cellular: 'none', starlink: 'none' });
    await mended(ground);
  });

  await t.test('two at once are a shared outage while a third works', async (t) => {
    fronts.fibre.set('silent');
    fronts.cellular.set('silent');
    await named(t, ground, { fibre: 'shared-outage', cellular: 'shared-outage', starlink: 'none' });
    await mended(ground);
  });

  await t.test('a third of the datagrams lost is a brownout', async (t) => {
    fronts.fibre.datagramLoss = 0.2;
    await named(t, ground, { fibre: 'brownout', cellular: 'none' });
    await mended(ground);
  });

  await t.test('a portal that answers in plain HTTP is no credit', async (t) => {
    fronts.cellular.set((near) => {
      near.once('data', () => near.end('HTTP/1.1 302 Found\r\nLocation: http://recharge.example/\r\n\r\n'));
    });
    await named(t, ground, { fibre: 'none', cellular: 'no-credit' });
    await mended(ground);
  });

  await t.test('a portal with a certificate of its own is no credit, and on a fibre a wrong certificate', async (t) => {
    const stranger = await strangersCertificate();
    const pretend = (near: ConstructorParameters<typeof TLSSocket>[0]) => {
      new TLSSocket(near, { isServer: true, ...stranger }).on('error', () => {});
    };
    fronts.cellular.set(pretend);
    await named(t, ground, { fibre: 'none', cellular: 'no-credit' });
    fronts.cellular.set('pass');
    fronts.cellular.cut();
    fronts.fibre.set(pretend);
    await named(t, ground, { fibre: 'certificate', starlink: 'none' });
    await mended(ground);
  });

  await t.test(
    'a portal that lets nothing pass but plain HTTP is no credit, where it is known whom to ask',
    async (t) => {
      const portal = createServer((_request, response) => response.writeHead(511).end()).listen(0, '127.0.0.1');
      await new Promise((resolve) => portal.once('listening', resolve));
      t.teardown(() => portal.close());
      const { port } = portal.address() as { port: number };
      await restarted(ground, (all) => all, { captiveCheckUrl: `http://127.0.0.1:${port}/alive` });
      await allWell(ground);
      fronts.cellular.set('silent');
      await named(t, ground, { fibre: 'none', cellular: 'no-credit' });
      await mended(ground);
    },
  );

  await t.test('a name that nobody has is DNS, and that only', async (t) => {
    await restarted(ground, only('fibre', { hub: { host: 'hub.invalid', port: 1 } }));
    await named(t, ground, { fibre: 'dns', cellular: 'none', starlink: 'none' });
    const { port } = (readNode(dir) as SiteNode).links[0]?.probe ?? { port: 0 };
    await restarted(ground, only('fibre', { hub: { host: '127.0.0.1', port } }));
    await allWell(ground);
  });

  await t.test('an address that this machine has lost is no signal', async (t) => {
    await restarted(ground, only('fibre', { localAddress: '192.0.2.1' }));
    await named(t, ground, { fibre: 'link-down', cellular: 'none' });
    await restarted(ground, (all) => all.map(({ localAddress: _, ...link }) => link));
    await allWell(ground);
  });

  await t.test('certificates: one that is over, one that is not yet valid, one that was revoked', async (t) => {
    const paths = nodePaths(dir);
    const read = (path: string) => readFileSync(path, 'utf8');
    const own = read(paths.certificate);
    const { authorityKeyPem = '', ...hubIdentity } = readIdentity(network.hubDir);
    const authority = authorityOf({ ...hubIdentity, authorityKeyPem });
    const publicKeyPem = createPublicKey(read(paths.key)).export({ type: 'spki', format: 'pem' }).toString();
    const { code } = readNode(dir);
    const others = [paths.nextKey, paths.nextCertificate, paths.beforeKey, paths.beforeCertificate];
    for (const [what, days] of [
      ['over', -200],
      ['not yet valid', 30],
    ] as const) {
      const nowMilliseconds = Date.now() + days * day;
      const issued = issueCertificate(authority, { code, publicKeyPem, extraHosts: [], nowMilliseconds });
      await ground.edge.stop();
      writeFileSync(paths.certificate, issued);
      // A box that has no other: it would prove itself with that, and be given a new one (rule T25).
      for (const other of others) rmSync(other, { force: true });
      ground.edge = await runEdge(dir);
      t.comment(what);
      await named(t, ground, { fibre: 'certificate', cellular: 'certificate', starlink: 'certificate' });
    }
    await ground.edge.stop();
    writeFileSync(paths.certificate, own);
    ground.edge = await runEdge(dir);
    await allWell(ground);
    await callControl(network.hubDir, 'site-revoke', { code });
    await named(t, ground, { fibre: 'certificate', cellular: 'certificate', starlink: 'certificate' });
  });
});

t.test('[L63] a hub that is stopped is hub-down, on each link', { timeout: 120_000 }, async (t) => {
  const ground = await setUp(t);
  const { hub } = ground.network;
  const at = { host: '127.0.0.1', port: hub.mqttPort };
  await restarted(ground, only('fibre', { hub: at, probe: { ...at, port: hub.probePort } }));
  await allWell(ground);
  await hub.stop();
  await named(t, ground, { fibre: 'hub-down', cellular: 'hub-down', starlink: 'hub-down' });
});

t.test('[L11][L13] answers that are forged, foreign or old are counted at the site, and change nothing', async (t) => {
  const ground = await setUp(t);
  const { fronts, dir } = ground;
  const token = await tokenOf(dir, 'admin');
  const metrics = async () => String((await ask(ground.edge.httpPort, '/metrics', { token })).body);
  const { latestAnswer } = fronts.fibre;
  const forged = Uint8Array.from(latestAnswer).fill(7, 16);
  const foreign = Uint8Array.from(latestAnswer).fill(7, 1, 5);
  for (const bytes of [latestAnswer, forged, foreign, Buffer.from('hello')]) fronts.fibre.inject(bytes);
  await eventually('counted', async () => (await metrics()).includes('reason="replayed"'));
  const text = await metrics();
  for (const [reason, count] of [
    ['replayed', 1],
    ['forged', 1],
    ['foreign', 2],
  ] as const) {
    t.match(text, `carnet_probe_ignored_total{link="fibre",reason="${reason}"} ${count}\n`);
  }
  t.match(causesOf(ground), { fibre: 'none', cellular: 'none' });
});
