import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { Namespace } from '../../lab/network/namespace.js';
import { missingForNetwork } from '../../lab/network/requirements.js';
import { callCarnet } from '../../support/run-carnet.js';
import { requirePackage } from '../../support/system-package.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { tunnelledSite, writeTunnelledSite } from '../../support/tunnel-site.js';

const [tunnelPort, probePort] = [51_822, 51_922];
const uplinks = ['--uplink', 'fibre=w0,10.96.0.1', '--uplink', 'satellite=w1,10.96.1.1'];
const hubAddress = '192.0.2.7';

/** The folder of what is rendered for a site whose satellite has this budget. */
async function rendered(t: Test, format: string, budgetBytes: number): Promise<string> {
  const [fibre, satellite] = tunnelledSite.links;
  const links = [fibre, { ...satellite, budgetBytes }];
  const dir = writeTunnelledSite(temporaryFolder(t), { ...tunnelledSite, links });
  const out = join(dir, 'out');
  t.match(await callCarnet(['links', 'render', '--format', format, '--dir', dir, '--out', out, ...uplinks]), {
    exit: 0,
  });
  return out;
}

/** A namespace with two wires that lead nowhere, the first of them the system's own way out. */
async function openNamespace(t: Test, id: string): Promise<Namespace | undefined> {
  const missing = await missingForNetwork();
  if (missing !== undefined) {
    if (process.env['CI']) t.fail(missing);
    else t.plan(0, missing);
    return undefined;
  }
  const namespace = new Namespace(`carnet-rules-${process.pid}-${id}`);
  t.teardown(() => namespace.remove());
  await namespace.create();
  for (const index of [0, 1]) {
    const [near, far] = [`w${index}`, `f${index}`];
    await namespace.run('ip', ['link', 'add', near, 'type', 'veth', 'peer', 'name', far]);
    await namespace.run('ip', ['address', 'add', `10.96.${index}.2/24`, 'dev', near]);
    for (const name of [near, far]) await namespace.run('ip', ['link', 'set', name, 'up']);
  }
  await namespace.run('ip', ['route', 'add', 'default', 'via', '10.96.0.1']);
  return namespace;
}

/** The device that a probe to the hub leaves by. */
async function wayOfProbe(namespace: Namespace): Promise<string | undefined> {
  const ports = ['ipproto', 'udp', 'sport', `${probePort}`, 'dport', '8441'];
  const route = await namespace.run('ip', ['route', 'get', hubAddress, ...ports]);
  return / dev (\S+)/.exec(route)?.[1];
}

t.test('[L55] on OpenWrt, too, probes beside the tunnel of a metered link go the way of its own packets', async (t) => {
  const namespace = await openNamespace(t, 'route');
  if (namespace === undefined) return;
  const script = join(await rendered(t, 'openwrt', 5e9), '90-carnet-probes');
  await namespace.run('ip', ['route', 'add', 'default', 'via', '10.96.1.1', 'dev', 'w1', 'table', '8702']);
  const hotplug = (action: string, name: string) =>
    namespace.run('env', [`ACTION=${action}`, `INTERFACE=${name}`, 'sh', script]);
  await hotplug('ifup', 'cn_fibre');
  await hotplug('ifdown', 'cn_satellite');
  t.equal(await wayOfProbe(namespace), 'w0', 'not before its tunnel is up');
  await hotplug('ifup', 'cn_satellite');
  await hotplug('ifup', 'cn_satellite');
  t.equal(await wayOfProbe(namespace), 'w1');
  const rules = await namespace.run('ip', ['rule', 'list']);
  t.equal(rules.split(`sport ${probePort}`).length - 1, 1, 'once, however often it comes up');
});

t.test('[L55] the rules of wg-quick take them the same way', async (t) => {
  const namespace = await openNamespace(t, 'wg');
  if (namespace === undefined) return;
  const file = readFileSync(join(await rendered(t, 'wg-quick', 5e9), 'cn_satellite.conf'), 'utf8');
  const ups = [...file.matchAll(/^PostUp = (ip .*(?:8702|default).*)$/gm)].map(([, line = '']) => line);
  t.ok(ups.length >= 3, ups.join('\n'));
  for (const up of ups) await namespace.run('sh', ['-c', up]);
  t.equal(await wayOfProbe(namespace), 'w1');
});

for (const format of ['wg-quick', 'systemd-networkd', 'openwrt']) {
  t.test(
    `[L24] ${format}: the system's quota counts the tunnel and the probes beside it, and stops both`,
    async (t) => {
      const nft = requirePackage(t, 'nftables');
      if (nft === undefined) return;
      const namespace = await openNamespace(t, `quota-${format.slice(0, 2)}`);
      if (namespace === undefined) return;
      const file = join(await rendered(t, format, 1_000), 'carnet-quota.nft');
      await namespace.run(nft, ['-c', '-f', file]);
      await namespace.run(nft, ['-f', file]);
      const used = async () =>
        Number(
          /used (\d+) bytes/.exec(await namespace.run(nft, ['list', 'quotas', 'table', 'inet', 'carnet_quota']))?.[1] ??
            0,
        );
      t.equal(await used(), 0);
      await sendFrom(namespace, probePort, 1);
      t.equal(await used(), 52, 'a probe, as an operator counts it');
      await sendFrom(namespace, tunnelPort, 1);
      await sendFrom(namespace, 40_000, 5);
      t.equal(await used(), 104, 'nothing else of the box');
      await namespace.run(nft, ['-f', file]);
      t.equal(await used(), 104, 'loaded again it goes on');
      await sendFrom(namespace, probePort, 30);
      t.ok((await used()) >= 1_092, 'spent, a tenth above the budget');
      t.equal(await sendFrom(namespace, probePort, 1), 'stopped');
      t.equal(await sendFrom(namespace, tunnelPort, 1), 'stopped');
      t.equal(await sendFrom(namespace, 40_000, 1), 'sent');
    },
  );
}

/** Sends datagrams of the size of a probe from a port, in the namespace. */
async function sendFrom(namespace: Namespace, port: number, count: number): Promise<'sent' | 'stopped'> {
  const program = `
    const socket = require('node:dgram').createSocket('udp4');
    let failed = false;
    socket.bind(${port}, async () => {
      for (let index = 0; index < ${count}; index += 1) {
        await new Promise((done) => socket.send(Buffer.alloc(24), 8441, '10.96.0.1', (error) => {
          failed ||= error !== null;
          done();
        }));
      }
      process.stdout.write(failed ? 'stopped' : 'sent');
      socket.close();
    });`;
  const said = await namespace.run('env', ['-u', 'NODE_OPTIONS', process.execPath, '-e', program]);
  return said === 'stopped' ? 'stopped' : 'sent';
}
