import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { callControl } from '../../../provisioning/control/client.js';
import { type NodeLink, readNode, type SiteNode, writeNode } from '../../../provisioning/node-folder.js';
import type { LinkFinding } from '../../../provisioning/tunnel/check/link-faults.js';
import { tunnelKeyPath } from '../../../provisioning/tunnel/tunnel-keys.js';
import { JsonLines } from '../../lab/network/json-lines.js';
import { missingForNetwork } from '../../lab/network/requirements.js';
import { end } from '../../lab/programs.js';
import { noPrivilege, privilegesOf } from '../../support/ordinary-user.js';
import { requirePackage } from '../../support/system-package.js';
import { openTunnelLab, type TunnelLab } from '../../support/tunnel-lab.js';
import { hubAddress } from '../../support/tunnel-namespaces.js';

/** What `carnet links check` finds, as `LINK CODE`. */
async function check({ carnet, dir }: TunnelLab): Promise<readonly string[]> {
  const { exit, out } = await carnet('site', 'links', 'check', '--dir', dir, '--json');
  const { findings } = JSON.parse(out) as { findings: LinkFinding[] };
  const isBad = findings.some(({ state }) => state === 'bad');
  if (exit !== (isBad ? 1 : 0)) throw new Error(`exit ${exit}: ${out}`);
  return findings.map(({ link, code }) => `${link} ${code}`);
}

async function until<T>(ask: () => Promise<T>, holds: (found: T) => boolean): Promise<T> {
  let found = await ask();
  for (let tries = 0; tries < 60 && !holds(found); tries += 1) {
    await sleep(250);
    found = await ask();
  }
  return found;
}

function linksOf(dir: string): readonly [NodeLink, NodeLink] {
  const [one, two] = (readNode(dir) as SiteNode).links;
  if (one === undefined || two === undefined) throw new Error('two links');
  return [one, two];
}

/** A fault of each link, made and mended by hand. */
interface Fault {
  readonly expected: readonly string[];
  readonly make: readonly (() => unknown)[];
  readonly mend: readonly (() => unknown)[];
}

/** Brings an interface down and up again, as it is configured. */
type Again = (name: string) => Promise<void>;

function systemFaults(lab: TunnelLab, again: Again): readonly Fault[] {
  const { network, dir, configuration, strangerKey } = lab;
  const [fibre, satellite] = lab.interfaces;
  const site = (line: string) => () => network.site.run('ip', line.split(' '));
  const setKey = (...what: string[]) => network.site.run('wg', ['set', ...what]);
  const hubKey = linksOf(dir)[1].tunnel?.hubPublicKey ?? '';
  const mend = [() => again(fibre), () => again(satellite)];
  return [
    {
      expected: ['fibre interface-down', 'satellite interface-missing'],
      make: [site(`link set ${fibre} down`), () => network.wgQuick(network.site, 'down', configuration(satellite))],
      mend,
    },
    {
      expected: ['fibre address-unbound', 'satellite route-elsewhere'],
      make: [site(`address del 10.86.0.2/32 dev ${fibre}`), site('rule del priority 8602')],
      mend,
    },
    {
      expected: ['fibre no-route', 'satellite mtu-large'],
      make: [site('route del 10.86.0.1/32 table 8601'), site(`link set ${satellite} mtu 1500`)],
      mend,
    },
    {
      expected: ['fibre key-unknown', 'satellite keepalive-metered'],
      make: [
        // Of nobody: another link's own would take that link's tunnel over at the hub.
        () => setKey(fibre, 'private-key', strangerKey),
        () => setKey(satellite, 'peer', hubKey, 'persistent-keepalive', '25'),
      ],
      mend,
    },
    {
      expected: ['fibre mtu-large', 'satellite mtu-large'],
      make: [site('link set w0 mtu 1300')],
      mend: [site('link set w0 mtu 1500')],
    },
  ];
}

function folderFaults({ dir }: TunnelLab): readonly Fault[] {
  const node = readNode(dir) as SiteNode;
  const [one, two] = linksOf(dir);
  const written = readFileSync(join(dir, 'node.json'), 'utf8');
  const restore = () => writeFileSync(join(dir, 'node.json'), written);
  const keyPath = tunnelKeyPath(dir, 'fibre');
  const misspelt = { ...two, hub: { host: 'hub.invalid', port: 8441 } };
  return [
    {
      expected: ['fibre key-open', 'satellite budget-zero'],
      make: [
        () => chmodSync(keyPath, 0o644),
        () => writeNode(dir, { ...node, links: [one, { ...two, budgetBytes: 0 }] }),
      ],
      mend: [() => chmodSync(keyPath, 0o600), restore],
    },
    {
      expected: [
        ...['fibre link-twice', 'fibre key-missing', 'fibre link-twice', 'fibre key-missing'],
        'satellite name-unresolved',
      ],
      make: [
        () => renameSync(keyPath, `${keyPath}.away`),
        () => writeNode(dir, { ...node, links: [one, one, misspelt] }),
      ],
      mend: [() => renameSync(`${keyPath}.away`, keyPath), restore],
    },
  ];
}

/** At the hub, as a firewall would. */
function blockedPorts({ network, interfaces: [, satellite] }: TunnelLab, again: Again): readonly Fault[] {
  const nft = (...lines: readonly string[]) => network.hub.run('nft', [lines.join('; ')]);
  const chain = 'add chain inet cut in { type filter hook input priority 0; }';
  const drop = (what: string) => () => nft('add table inet cut', chain, `add rule inet cut in ${what} drop`);
  return [
    {
      expected: ['fibre port-blocked', 'satellite handshake-never'],
      make: [drop('iifname w1 udp dport 51820'), drop('tcp dport 8441'), () => again(satellite)],
      mend: [() => nft('delete table inet cut')],
    },
  ];
}

/** A network on the way that says nothing of what is too large for it (rule L26). */
async function pathIsNarrow(t: Test, { network, carnet, dir }: TunnelLab): Promise<void> {
  const narrow = async (hook: 'input' | 'output', what: string) => {
    const chain = `add chain inet cut path { type filter hook ${hook} priority 0; }`;
    await network.hub.run('nft', [
      ['add table inet cut', chain, `add rule inet cut path ${what} meta length > 1300 drop`].join('; '),
    ]);
  };
  const said = async () => (await carnet('site', 'links', 'check', '--dir', dir)).out;
  await narrow('input', 'iifname w0 udp dport 51820');
  const [, large = '', good = ''] =
    /packets of (\d+) bytes do not arrive over this link, those of (\d+) do/.exec(await said()) ?? [];
  t.equal(large, '1412', 'what the interface is set to');
  // 1300 less 60 bytes around each packet, which is filled up to a multiple of 16.
  t.ok(Number(good) <= 1_232 && Number(good) > 1_232 - 16, good);
  await network.hub.run('nft', ['delete table inet cut']);
  await narrow('output', 'oifname w0 udp sport 51820');
  t.match(await said(), /10\.86\.0\.1:8441 answers, but nothing large/);
  await network.hub.run('nft', ['delete table inet cut']);
}

async function eachGoesItsWay(t: Test, lab: TunnelLab): Promise<void> {
  const { network, dir, hubDir, hubInterface, carnet } = lab;
  const allGood = ['fibre good', 'satellite good'];
  t.strictSame(
    await until(
      () => check(lab),
      (found) => found.join() === allGood.join(),
    ),
    allGood,
  );
  const endpoints = await network.hub.run('wg', ['show', hubInterface, 'endpoints']);
  t.match(endpoints, /10\.97\.0\.2:51821/);
  t.match(endpoints, /10\.97\.1\.2:51822/, 'the satellite’s tunnel leaves by its own wire, to the same address');
  const french = await carnet('site', 'links', 'check', '--dir', dir, '--lang', 'fr');
  t.match(french, { exit: 0, out: /✓ +fibre +joint le central à 10\.86\.0\.1:8441/ });
  t.match(await carnet('hub', 'links', 'check', '--dir', hubDir), { exit: 0, out: /2 peers, as in the register/ });
}

/** At its other end; the tunnel above it does not notice for minutes. */
async function cableIsPulled(t: Test, lab: TunnelLab, links: () => Promise<unknown>): Promise<void> {
  const { network } = lab;
  const unplug = (state: 'up' | 'down') => network.hub.run('ip', ['link', 'set', 'w0', state]);
  await unplug('down');
  const began = performance.now();
  const pulled = await until(links, (found) => JSON.stringify(found).includes('"link-down"'));
  t.comment(`link-down ${Math.round(performance.now() - began)} ms after the cable was pulled, the command included`);
  t.match(pulled, [{ name: 'fibre', running: { state: 'down', cause: 'link-down' } }, {}]);
  t.match(await check(lab), ['fibre no-carrier', /^satellite/]);
  await unplug('up');
  await until(links, (found) => !JSON.stringify(found).includes('"link-down"'));
}

async function agentIsBound(t: Test, lab: TunnelLab): Promise<void> {
  const { network, dir, carnet, hub, runAs } = lab;
  const node = readNode(dir) as SiteNode;
  const [one, two] = linksOf(dir);
  writeNode(dir, { ...node, links: [{ ...one, device: 'w0' }, two] });
  await network.giveTo(runAs, dir);
  const quiet = { CARNET_LOG_LEVEL: 'fatal' };
  const edge = network.startBuilt(network.site, 'edge-agent/main.js', ['--dir', dir], quiet, runAs);
  await new JsonLines(edge).next();
  if (runAs.uid !== undefined) {
    for (const { pid = 0 } of [hub, edge]) t.same(privilegesOf(pid), noPrivilege, 'through real tunnels, too');
  }
  const status = (...more: readonly string[]) => carnet('site', 'links', 'status', '--dir', dir, ...more);
  const found = await until(
    () => status('--json'),
    ({ out }) => out.includes('"active"'),
  );
  const active = { name: 'fibre', running: { state: 'active', cause: 'none' } };
  t.match(JSON.parse(found.out), { running: true, links: [active, {}] });
  t.match(await network.hub.run('ss', ['-Htn', 'sport', '=', ':8441']), /10\.86\.0\.1:8441 +10\.86\.0\.2:/);
  t.match(await status('--lang', 'fr'), { exit: 0, out: /fibre +fibre +active/ });
  await cableIsPulled(t, lab, async () => JSON.parse((await status('--json')).out).links);
  await end(edge);
  t.match(await status(), { exit: 0, out: /does not run/ });
}

async function peersLeave(t: Test, { network, hubDir, hubInterface, invited }: TunnelLab): Promise<void> {
  const began = performance.now();
  await callControl(hubDir, 'site-revoke', { code: invited.site.code });
  const peers = () => network.hub.run('wg', ['show', hubInterface, 'peers']);
  t.equal((await until(peers, (found) => found.trim() === '')).trim(), '');
  t.ok(performance.now() - began < 2_000, `${Math.round(performance.now() - began)} ms`);
}

async function hubIsStopped(t: Test, lab: TunnelLab): Promise<void> {
  const { network, dir, hubDir, hubInterface, carnet, hub } = lab;
  await end(hub);
  const atHub = () => carnet('hub', 'links', 'check', '--dir', hubDir);
  t.match(await atHub(), { exit: 0, out: /0 peers/ });
  const [{ tunnel }] = linksOf(dir);
  await network.hub.run('wg', ['set', hubInterface, 'peer', tunnel?.publicKey ?? '', 'allowed-ips', '10.86.0.9/32']);
  t.match(await atHub(), { exit: 1, out: /✗.*peers that the register lacks/ });
  const node = readNode(dir) as SiteNode;
  const links = node.links.map(({ tunnel: _, localAddress: __, ...link }) => link);
  writeNode(dir, { ...node, links: links.map((link) => ({ ...link, hub: { host: hubAddress, port: 8441 } })) });
  t.strictSame(await check(lab), ['fibre port-closed', 'satellite port-closed']);
}

/** Each fault is looked for by a command that waits for handshakes. */
const testMillisecondsMax = 480_000;
t.setTimeout(testMillisecondsMax);

const about = '[L25] [L24] [L23] [L22] tunnels as a technician sets them up, and each fault made by hand';
t.test(about, { timeout: testMillisecondsMax }, async (t) => {
  for (const name of ['iproute2', 'wireguard-go', 'wireguard-tools', 'nftables'] as const) {
    if (requirePackage(t, name) === undefined) return;
  }
  const reason = await missingForNetwork();
  if (reason !== undefined) return t.plan(0, `the network ${reason}`);
  const lab = await openTunnelLab(t);
  const { network, configuration } = lab;
  t.strictSame(
    await check(lab),
    ['fibre interface-missing', 'satellite interface-missing'],
    'before they are installed',
  );
  for (const name of lab.interfaces) await network.wgQuick(network.site, 'up', configuration(name));
  await t.test('[L22] [L23] the peers came, and each link goes its own way', (t) => eachGoesItsWay(t, lab));
  await t.test('[L23] the agent syncs through the tunnel, bound to its address', (t) => agentIsBound(t, lab));
  const again = async (name: string) => {
    await network.wgQuick(network.site, 'down', configuration(name)).catch(() => {});
    await network.wgQuick(network.site, 'up', configuration(name));
  };
  for (const { expected, make, mend } of [
    ...systemFaults(lab, again),
    ...folderFaults(lab),
    ...blockedPorts(lab, again),
  ]) {
    await t.test(expected.join(', '), async (t) => {
      for (const each of make) await each();
      t.strictSame(await check(lab), expected);
      await Promise.all(mend.map((each) => each()));
    });
  }
  await t.test('[L26] how large packets may be is measured through the tunnel', (t) => pathIsNarrow(t, lab));
  await t.test('[L22] a site that is revoked has no peers within two seconds', (t) => peersLeave(t, lab));
  await t.test('at a hub that is stopped', (t) => hubIsStopped(t, lab));
});
