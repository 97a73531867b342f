import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { callControl } from '../../../provisioning/control/client.js';
import { readNode, type SiteNode, writeNode } from '../../../provisioning/node-folder.js';
import type { LinkFinding } from '../../../provisioning/tunnel/check/link-faults.js';
import { tunnelKeyPath } from '../../../provisioning/tunnel/tunnel-keys.js';
import { whyNot } from '../../lab/lab-test.js';
import { JsonLines } from '../../lab/network/json-lines.js';
import { end } from '../../lab/network/namespace.js';
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

const allGood = ['fibre good', 'satellite good'];

async function until<T>(ask: () => Promise<T>, holds: (found: T) => boolean): Promise<T> {
  let found = await ask();
  for (let tries = 0; tries < 60 && !holds(found); tries += 1) {
    await sleep(250);
    found = await ask();
  }
  return found;
}

t.test(
  '[L25] [L24] [L23] [L22] tunnels as a technician sets them up, and each fault made by hand',
  { timeout: 170_000 },
  async (t) => {
    for (const name of ['iproute2', 'wireguard-go', 'wireguard-tools', 'nftables'] as const) {
      if (requirePackage(t, name) === undefined) return;
    }
    const reason = await whyNot();
    if (reason !== undefined) return t.plan(0, `the lab ${reason}`);
    const lab = await openTunnelLab(t);
    const { network, dir, hubDir, hubInterface, rendered } = lab;
    const node = readNode(dir) as SiteNode;
    const [fibre, satellite] = node.links.map(({ tunnel }) => tunnel?.interfaceName ?? '') as [string, string];
    const configuration = (name: string) => join(rendered, `${name}.conf`);
    const site = (program: string, ...parameters: string[]) => network.site.run(program, parameters);

    await t.test('before its interfaces are there', async (t) => {
      t.strictSame(await check(lab), ['fibre interface-missing', 'satellite interface-missing']);
    });

    for (const name of [fibre, satellite]) await network.wgQuick(network.site, 'up', configuration(name));
    const again = async (name: string) => {
      await network.wgQuick(network.site, 'down', configuration(name)).catch(() => {});
      await network.wgQuick(network.site, 'up', configuration(name));
    };

    await t.test('[L22] [L23] the program added the peers, and each link goes its own way', async (t) => {
      t.strictSame(
        await until(
          () => check(lab),
          (found) => found.every((each) => each.endsWith('good')),
        ),
        allGood,
      );
      const moved = await network.hub.run('wg', ['show', hubInterface, 'endpoints']);
      t.match(moved, /10\.97\.0\.2:51821/);
      t.match(moved, /10\.97\.1\.2:51822/, 'the satellite’s tunnel leaves by its own wire, to the same address');
      t.match(await lab.carnet('site', 'links', 'check', '--dir', dir, '--lang', 'fr'), {
        exit: 0,
        out: /✓ +fibre +joint le central à 10\.86\.0\.1:8441/,
      });
      const shown = await lab.carnet('hub', 'links', 'check', '--dir', hubDir);
      t.match(shown, { exit: 0, out: /2 peers, as in the register/ });
    });

    await t.test('the site’s program syncs through the tunnel, bound to its address', async (t) => {
      const edge = network.startBuilt(network.site, 'edge-agent/main.js', ['--dir', dir], {
        CARNET_LOG_LEVEL: 'fatal',
      });
      await new JsonLines(edge).next();
      const status = () => lab.carnet('site', 'links', 'status', '--dir', dir, '--json');
      const found = await until(status, ({ out }) => out.includes('"active"'));
      t.match(JSON.parse(found.out), {
        running: true,
        links: [{ name: 'fibre', running: { state: 'active', cause: 'none' } }, {}],
      });
      t.match(await network.hub.run('ss', ['-Htn', 'sport', '=', ':8441']), /10\.86\.0\.1:8441 +10\.86\.0\.2:/);
      t.match(await lab.carnet('site', 'links', 'status', '--dir', dir, '--lang', 'fr'), {
        exit: 0,
        out: /fibre +fibre +active/,
      });
      await end(edge);
      t.match(await lab.carnet('site', 'links', 'status', '--dir', dir), { exit: 0, out: /does not run/ });
    });

    /** Makes a fault, looks, mends it. */
    const fault = (name: string, expected: readonly string[], make: () => unknown, mend: () => unknown) =>
      t.test(name, async (t) => {
        await make();
        try {
          t.strictSame(await check(lab), expected);
        } finally {
          await mend();
        }
      });

    await fault(
      'down',
      ['fibre interface-down', 'satellite good'],
      () => site('ip', 'link', 'set', fibre, 'down'),
      () => again(fibre),
    );
    await fault(
      'missing',
      ['fibre good', 'satellite interface-missing'],
      () => network.wgQuick(network.site, 'down', configuration(satellite)),
      () => again(satellite),
    );
    await fault(
      'no address',
      ['fibre address-unbound', 'satellite good'],
      () => site('ip', 'address', 'del', '10.86.0.2/32', 'dev', fibre),
      () => again(fibre),
    );
    await fault(
      'no route',
      ['fibre no-route', 'satellite good'],
      () => site('ip', 'route', 'del', '10.86.0.1/32', 'table', '8601'),
      () => again(fibre),
    );
    await fault(
      'no rule',
      ['fibre good', 'satellite route-elsewhere'],
      () => site('ip', 'rule', 'del', 'priority', '8602'),
      () => again(satellite),
    );
    await fault(
      'too large',
      ['fibre good', 'satellite mtu-large'],
      () => site('ip', 'link', 'set', satellite, 'mtu', '1500'),
      () => again(satellite),
    );
    await fault(
      'uplink narrower',
      ['fibre mtu-large', 'satellite mtu-large'],
      () => site('ip', 'link', 'set', 'w0', 'mtu', '1300'),
      () => site('ip', 'link', 'set', 'w0', 'mtu', '1500'),
    );
    const peer = node.links[0]?.tunnel?.hubPublicKey ?? '';
    await fault(
      'keepalive',
      ['fibre good', 'satellite keepalive-metered'],
      () => site('wg', 'set', satellite, 'peer', peer, 'persistent-keepalive', '25'),
      () => again(satellite),
    );
    const keyPath = tunnelKeyPath(dir, 'fibre');
    await fault(
      'open key',
      ['fibre key-open', 'satellite good'],
      () => chmodSync(keyPath, 0o644),
      () => chmodSync(keyPath, 0o600),
    );
    await fault(
      'no key',
      ['fibre key-missing', 'satellite good'],
      () => renameSync(keyPath, `${keyPath}.away`),
      () => renameSync(`${keyPath}.away`, keyPath),
    );
    await fault(
      'another key',
      ['fibre key-unknown', 'satellite good'],
      () => site('wg', 'set', fibre, 'private-key', tunnelKeyPath(dir, 'satellite')),
      () => again(fibre),
    );

    const written = readFileSync(join(dir, 'node.json'), 'utf8');
    const restore = () => writeFileSync(join(dir, 'node.json'), written);
    const [one, two] = node.links;
    if (one === undefined || two === undefined) throw new Error('two links');
    await fault(
      'twice',
      ['fibre link-twice', 'fibre link-twice', 'satellite good'],
      () => writeNode(dir, { ...node, links: [one, one, two] }),
      restore,
    );
    await fault(
      'no budget',
      ['fibre good', 'satellite budget-zero'],
      () => writeNode(dir, { ...node, links: [one, { ...two, budgetBytes: 0 }] }),
      restore,
    );
    const misspelt = { ...one, hub: { host: 'hub.invalid', port: 8441 } };
    await fault(
      'no such name',
      ['fibre name-unresolved', 'satellite good'],
      () => writeNode(dir, { ...node, links: [misspelt, two] }),
      restore,
    );

    const drop = (what: string) =>
      network.hub.run('nft', [
        `add table inet cut; add chain inet cut in { type filter hook input priority 0; }; add rule inet cut in ${what} drop`,
      ]);
    const open = () => network.hub.run('nft', ['delete table inet cut']);
    const blockTunnel = async () => {
      await drop('iifname w1 udp dport 51820');
      await again(satellite);
    };
    await fault('tunnel blocked', ['fibre good', 'satellite handshake-never'], blockTunnel, open);
    await fault('port blocked', ['fibre port-blocked', 'satellite port-blocked'], () => drop('tcp dport 8441'), open);

    await t.test('[L22] a site that is revoked has no peers within two seconds', async (t) => {
      const began = performance.now();
      await callControl(hubDir, 'site-revoke', { code: lab.invited.site.code });
      const left = await until(
        () => network.hub.run('wg', ['show', hubInterface, 'peers']),
        (found) => found.trim() === '',
      );
      t.equal(left.trim(), '');
      t.ok(performance.now() - began < 2_000, `${Math.round(performance.now() - began)} ms`);
    });

    await t.test('port closed', async (t) => {
      await end(lab.hub);
      t.match(await lab.carnet('hub', 'links', 'check', '--dir', hubDir), { exit: 0, out: /0 peers/ });
      const stranger = ['peer', node.links[0]?.tunnel?.publicKey ?? '', 'allowed-ips', '10.86.0.9/32'];
      await network.hub.run('wg', ['set', hubInterface, ...stranger]);
      t.match(await lab.carnet('hub', 'links', 'check', '--dir', hubDir), {
        exit: 1,
        out: /✗.*peers that the register lacks/,
      });
      const plain = node.links.map(({ tunnel: _, localAddress: __, ...link }) => ({
        ...link,
        hub: { host: hubAddress, port: 8441 },
      }));
      writeNode(dir, { ...node, links: plain });
      t.strictSame(await check(lab), ['fibre port-closed', 'satellite port-closed']);
    });
  },
);
