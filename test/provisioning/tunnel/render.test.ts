import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createHub } from '../../../provisioning/hub/create-hub.js';
import { writeNode } from '../../../provisioning/node-folder.js';
import { renderFormats } from '../../../provisioning/tunnel/render/rendered.js';
import { callCarnet } from '../../support/run-carnet.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { requirePackage } from '../../support/system-package.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { tunnelKeyOf, tunnelledSite, writeTunnelledSite } from '../../support/tunnel-site.js';

const goldenFolder = join(import.meta.dirname, 'golden');
const privateKeys = tunnelledSite.links.map(({ name }) => tunnelKeyOf(`private ${name}`));
const uplinks = ['--uplink', 'fibre=eth1,192.0.2.1', '--uplink', 'satellite=ppp0'];

const render = (dir: string, format: string, ...more: readonly string[]) =>
  callCarnet(['links', 'render', '--format', format, '--dir', dir, ...more], { CARNET_TUNNEL_SUBNET: '10.86.0.0/16' });

function isGolden(t: Test, name: string, text: string, dir: string): void {
  t.equal(text.replaceAll(dir, '/var/lib/carnet/node'), readFileSync(join(goldenFolder, `${name}.txt`), 'utf8'), name);
}

for (const format of renderFormats) {
  t.test(
    `[L24] ${format}: an interface, a table and a quota for each link, keys by file or in files of 0600 only`,
    async (t) => {
      const dir = writeTunnelledSite(temporaryFolder(t));
      const shown = await render(dir, format, ...uplinks);
      t.equal(shown.exit, 0, shown.error);
      isGolden(t, `site-${format}`, shown.out, dir);
      for (const key of privateKeys) t.notOk(shown.out.includes(key), 'no key is shown');
      const out = join(temporaryFolder(t), 'out');
      const written = await render(dir, format, '--out', out, '--json');
      t.equal(written.exit, 0, written.error);
      const { files, install } = JSON.parse(written.out) as { files: string[]; install: string[] };
      t.strictSame(files.map((file) => file.slice(out.length + 1)).sort(), readdirSync(out).sort());
      t.ok(install.length > 1 && install.every((line) => !line.includes('$OUT')));
      for (const file of files) {
        t.equal(statSync(file).mode & 0o777, 0o600, file);
        const holdsKey = privateKeys.some((key) => readFileSync(file, 'utf8').includes(key));
        t.equal(holdsKey, format === 'openwrt' && file.endsWith('network.uci'), file);
      }
    },
  );
}

t.test('[L24] at the hub: one interface, whose peers are not in it', async (t) => {
  const dir = join(temporaryFolder(t), 'hub');
  const at = { host: '127.0.0.1', port: 0 };
  await createHub({
    dir,
    name: 'Hub',
    hosts: ['hub.sante.cm'],
    https: at,
    mqtt: at,
    nowMilliseconds: Date.now(),
    makeKeyPair: stockKeyPairs,
  });
  for (const format of renderFormats) {
    const shown = await render(dir, format);
    t.equal(shown.exit, 0, shown.error);
    isGolden(t, `hub-${format}`, shown.out, dir);
    t.notMatch(shown.out, readFileSync(join(dir, 'tunnels/HUB.key'), 'utf8').trim());
  }
  t.match(await callCarnet(['links', 'render', '--format', 'openwrt', '--dir', dir]), {
    exit: 1,
    out: /plain mutual TLS.*tunnelSubnet/,
  });
  t.match(await render(dir, 'openwrt', '--uplink', 'fibre=eth1'), { exit: 2 });
});

t.test(
  '[L24] a metered link has no keepalive whatever stands in its folder; without a budget it has no quota',
  async (t) => {
    const [fibre, satellite] = tunnelledSite.links;
    const { budgetBytes: _, ...unlimited } = satellite;
    const awake = { ...unlimited, tunnel: { ...satellite.tunnel, keepaliveSeconds: 25 } };
    const dir = writeTunnelledSite(temporaryFolder(t), { ...tunnelledSite, links: [fibre, awake] });
    const { out } = await render(dir, 'wg-quick');
    t.strictSame(out.match(/PersistentKeepalive = \d+/g), ['PersistentKeepalive = 25', 'PersistentKeepalive = 0']);
    t.notMatch(out, /quota/);
  },
);

t.test('what is wrong is said in both languages: format, uplink, folder, key, a site without tunnels', async (t) => {
  const dir = writeTunnelledSite(temporaryFolder(t));
  t.match(await render(dir, 'ifupdown'), { exit: 2, error: /wg-quick, systemd-networkd, openwrt/ });
  t.match(await render(dir, 'wg-quick', '--uplink', 'geo=eth1'), { exit: 2, error: /no tunnel of a link geo/ });
  t.match(await render(dir, 'wg-quick', '--uplink', 'fibre=eth1;reboot'), { exit: 2 });
  for (const wrong of ['fibre=eth1,300.1.1.1', 'fibre=eth1,gateway', 'fibre']) {
    t.match(await render(dir, 'wg-quick', '--uplink', wrong), { exit: 2, error: /fibre=eth1,192/ }, wrong);
  }
  const twice = await render(dir, 'wg-quick', '--uplink', 'fibre=eth1', '--uplink', 'fibre=eth2');
  t.match(twice, { exit: 2, error: /names a link twice/ });
  t.match(await render(join(dir, 'nowhere'), 'wg-quick'), { exit: 2, error: /hub init/ });
  const odd = join(temporaryFolder(t), 'a "b');
  writeTunnelledSite(odd);
  t.match(await render(odd, 'wg-quick', '--lang', 'fr'), { exit: 2 });
  const bare = temporaryFolder(t);
  writeNode(bare, tunnelledSite);
  t.match(await render(bare, 'openwrt'), { exit: 1, error: /private key .*fibre\.key/ });
  writeNode(bare, {
    ...tunnelledSite,
    links: tunnelledSite.links.map(({ tunnel: _, localAddress: __, ...link }) => link),
  });
  t.match(await render(bare, 'openwrt', '--lang', 'fr'), { exit: 1, out: /TLS mutuel simple/ });
  const once = await render(dir, 'wg-quick', '--out', join(dir, 'out'), ...uplinks.slice(0, 2));
  t.match(once, { exit: 0, out: /satellite: the tunnel leaves by the system’s own route/ });
});

t.test('[L24] nft takes the quota, and loading it again keeps what was counted', async (t) => {
  const nft = requirePackage(t, 'nftables');
  if (nft === undefined) return;
  const dir = writeTunnelledSite(temporaryFolder(t));
  await render(dir, 'wg-quick', '--out', join(dir, 'out'));
  const { status, stderr } = spawnSync(nft, ['-c', '-f', join(dir, 'out/carnet-quota.nft')], { encoding: 'utf8' });
  if (/Operation not permitted|cache initialization/.test(stderr)) return t.comment('nft needs the rights of root');
  t.equal(status, 0, stderr);
});

t.test('systemd takes the units of the quota', async (t) => {
  const analyze = requirePackage(t, 'systemd');
  if (analyze === undefined) return;
  const dir = writeTunnelledSite(temporaryFolder(t));
  await render(dir, 'wg-quick', '--out', join(dir, 'out'));
  const units = ['carnet-quota.service', 'carnet-quota-month.service', 'carnet-quota-month.timer'].map((name) =>
    join(dir, 'out', name),
  );
  for (const unit of units) writeFileSync(unit, readFileSync(unit, 'utf8').replaceAll('/usr/sbin/nft', '/bin/true'));
  const { stderr } = spawnSync(analyze, ['verify', '--man=no', ...units], { encoding: 'utf8' });
  t.notMatch(stderr, new RegExp(`${join(dir, 'out')}.*(Unknown|Failed|Invalid|ignoring)`));
});

t.test('wg takes the sections that it is given', async (t) => {
  const wg = requirePackage(t, 'wireguard-tools');
  if (wg === undefined) return;
  const dir = writeTunnelledSite(temporaryFolder(t));
  await render(dir, 'wg-quick', '--out', join(dir, 'out'), ...uplinks);
  const stripped = execFileSync(`${wg}-quick`, ['strip', join(dir, 'out/cn_fibre.conf')], { encoding: 'utf8' });
  t.match(stripped, /FwMark = 8601/);
  t.notMatch(stripped, /Table|PostUp|MTU|Address/);
});
