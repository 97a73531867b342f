import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import t, { type Test } from 'tap';
import type { FleetStore } from '../../../journal/fleet-store.js';
import { parseLinkName } from '../../../protocol/ids.js';
import { certificateFingerprintOf } from '../../../provisioning/certificates/fingerprint.js';
import { askHub } from '../../../provisioning/enrolment/hub-client.js';
import { deriveInviteSecret } from '../../../provisioning/enrolment/invite-secret.js';
import { join } from '../../../provisioning/enrolment/join.js';
import { beginPath, finishPath, parseBeginAnswer } from '../../../provisioning/enrolment/message.js';
import { formatOneTimeCode, newOneTimeCode, parseOneTimeCode } from '../../../provisioning/enrolment/one-time-code.js';
import { answerProof, siteProof } from '../../../provisioning/enrolment/transcript.js';
import { readNode } from '../../../provisioning/node-folder.js';
import { hubTunnelPublicKey, newTunnelKeyPair, tunnelKeyPath } from '../../../provisioning/tunnel/tunnel-keys.js';
import { tunnelInterfaces } from '../../../provisioning/tunnel/tunnel-plan.js';
import { anyMoment } from '../../support/any-moment.js';
import { type EnrolmentHubOptions, startEnrolmentHub } from '../../support/enrolment-hub.js';
import { nodeJournal } from '../../support/node-journal.js';
import { requirePackage } from '../../support/system-package.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const hubKey = newTunnelKeyPair().publicKey;
const tunnels = { subnet: '10.86.0.0/16', publicKey: hubKey, endpoints: [{ host: '', port: 51_820 }] };

async function prepare(t: Test, options: Partial<EnrolmentHubOptions> = { tunnels }) {
  const fleet: FleetStore = nodeJournal(t).fleet;
  const hub = await startEnrolmentHub({ fleet, ...options });
  t.teardown(() => hub.close());
  const site = await fleet.addSite({
    ...{ name: `Hôpital ${randomBytes(4).toString('hex')}`, region: 'Nord', createdMilliseconds: Date.now() },
    links: [
      { name: parseLinkName('fibre'), kind: 'fibre', metered: false },
      { name: parseLinkName('satellite'), kind: 'geo', metered: true, budgetBytes: 5e9 },
    ],
  });
  const code = newOneTimeCode(site.code, 1, randomBytes);
  const expiresMilliseconds = Date.now() + 3_600_000;
  await fleet.addInvite({ ...(await deriveInviteSecret(code)), site: site.code, expiresMilliseconds });
  const dir = joinPath(temporaryFolder(t), 'site');
  const options2 = {
    ...{ dir, code: formatOneTimeCode(code), hubUrl: hub.url, https: { host: '0.0.0.0', port: 8450 }, extraHosts: [] },
    linkAddresses: new Map(),
  };
  return { fleet, hub, site, dir, options: options2 };
}

t.test('[L20] join makes a key for each tunnel, 0600, sends the public one, and has its addresses', async (t) => {
  let told = 0;
  const { fleet, dir, options, site } = await prepare(t, { tunnels, onTunnels: () => (told += 1) });
  const node = await join(options);
  t.strictSame(readNode(dir), node);
  const [fibre, satellite] = node.links;
  t.match(fibre, {
    hub: { host: '10.86.0.1', port: 8441 },
    localAddress: '10.86.0.2',
    tunnel: {
      ...{ interfaceName: 'cn_fibre', hubPublicKey: hubKey, endpoints: [{ host: '127.0.0.1', port: 51_820 }] },
      ...{ hubAddress: '10.86.0.1', mtu: 1412, keepaliveSeconds: 25 },
    },
  });
  t.match(
    satellite,
    { localAddress: '10.86.0.3', tunnel: { mtu: 1280, keepaliveSeconds: 0 } },
    'no keepalive on a metered link',
  );
  t.strictSame(readdirSync(joinPath(dir, 'tunnels')).sort(), ['fibre.key', 'satellite.key']);
  const register = await fleet.tunnels();
  t.strictSame(
    register.map(({ site: code }) => code),
    [site.code, site.code],
  );
  t.equal(told, 1);
  for (const link of node.links) {
    t.equal(statSync(tunnelKeyPath(dir, link.name)).mode & 0o777, 0o600);
    const privateKey = readFileSync(tunnelKeyPath(dir, link.name), 'utf8').trim();
    t.equal(register.find((each) => each.link === link.name)?.publicKey, link.tunnel?.publicKey);
    t.notMatch(JSON.stringify([node, register]), privateKey, 'the private key is in its file only');
  }
});

t.test('[L20] a private key fits its public one by WireGuard’s own tools', async (t) => {
  const wg = requirePackage(t, 'wireguard-tools');
  if (wg === undefined) return;
  const { privateKey, publicKey } = newTunnelKeyPair();
  t.equal(execFileSync(wg, ['pubkey'], { input: privateKey, encoding: 'utf8' }).trim(), publicKey);
});

t.test('[L20] [E3] a lost reply: the same keys ask again and have the same tunnels', async (t) => {
  const { fleet, hub, dir, options } = await prepare(t);
  hub.loseReplies(finishPath, 1);
  await t.rejects(join(options));
  const before = await fleet.tunnels();
  t.equal(before.length, 2);
  t.notOk(existsSync(joinPath(dir, 'node.json')));
  const node = await join(options);
  t.strictSame(await fleet.tunnels(), before);
  t.strictSame(
    node.links.map((link) => link.tunnel?.publicKey),
    before.map(({ publicKey }) => publicKey),
  );
});

t.test('[L23] without tunnels at the hub, or where a person wants none, links are plain mutual TLS', async (t) => {
  const plain = await prepare(t, {});
  const without = await join(plain.options);
  t.strictSame(
    without.links.map(({ hub, localAddress, tunnel }) => [hub.host, localAddress, tunnel]),
    [
      ['127.0.0.1', undefined, undefined],
      ['127.0.0.1', undefined, undefined],
    ],
  );
  t.notOk(existsSync(joinPath(plain.dir, 'tunnels')));
  const asked = await prepare(t);
  const probe = { host: 'probe.example', port: 10 };
  const linkAddresses = new Map([['satellite', { host: 'hub.example', port: 9, probe }]]);
  const mixed = await join({ ...asked.options, linkAddresses });
  t.strictSame(
    mixed.links.map(({ hub, tunnel }) => [hub.host, tunnel?.interfaceName]),
    [
      ['10.86.0.1', 'cn_fibre'],
      ['hub.example', undefined],
    ],
  );
  t.match(mixed.links[1], { hub: { host: 'hub.example', port: 9 }, probe }, '[L16] where its probes go');
  const refused = await prepare(t);
  const none = await join({ ...refused.options, tunnels: false });
  t.strictSame(
    none.links.map(({ hub, tunnel }) => [hub.host, hub.port, tunnel]),
    [
      ['127.0.0.1', 8441, undefined],
      ['127.0.0.1', 8441, undefined],
    ],
  );
});

t.test('[L20] keys that the proofs do not cover, or that are none, are refused and give nothing', async (t) => {
  const { fleet, hub } = await prepare(t);
  const proof = { inviteId: '0'.repeat(64), siteNonce: '0'.repeat(64), hubNonce: 'x', siteProof: '0'.repeat(64) };
  const asking = { ...proof, requestPem: '', extraHosts: [] };
  const ask = (tunnelKeys: unknown) =>
    askHub(
      new URL(hub.url),
      finishPath,
      { ...asking, tunnelKeys },
      { authorityPem: hub.authority.certificatePem, moment: anyMoment },
    );
  const { publicKey } = newTunnelKeyPair();
  const many = Array.from({ length: 5 }, () => newTunnelKeyPair().publicKey);
  for (const wrong of ['x', [], [7], ['x'], [`${publicKey} `], [publicKey, publicKey], many, { 0: publicKey }]) {
    await t.rejects(ask(wrong), { code: 'body-malformed' }, JSON.stringify(wrong));
  }
  await t.rejects(ask([publicKey]), { code: 'invite-unknown' });
  t.strictSame(await fleet.tunnels(), []);
});

t.test('the hub’s key is made once; interfaces have distinct names that the system takes', async (t) => {
  const dir = temporaryFolder(t);
  const key = hubTunnelPublicKey(dir);
  t.equal(hubTunnelPublicKey(dir), key);
  t.equal(statSync(joinPath(dir, 'tunnels', 'HUB.key')).mode & 0o777, 0o600);
  const names = ['satellite-north-', 'satellite-north', 'fibre'].map(parseLinkName);
  const interfaces = [...tunnelInterfaces(names).values()];
  t.equal(new Set(interfaces).size, 3);
  for (const name of interfaces) t.match(name, /^[a-z0-9_]{1,15}$/);
});

t.test('[L20] the proofs of both ends cover the keys: whoever exchanges, adds or drops one breaks them', async (t) => {
  const { fleet, hub, options } = await prepare(t);
  const { inviteId, proofKey } = await deriveInviteSecret(parseOneTimeCode(options.code));
  const siteNonce = randomBytes(32).toString('hex');
  const { hubNonce } = parseBeginAnswer((await askHub(new URL(hub.url), beginPath, { inviteId, siteNonce })).body);
  const authorityFingerprint = certificateFingerprintOf(hub.authority.certificatePem);
  const said = { inviteId, siteNonce, hubNonce, requestPem: 'x', extraHosts: [] };
  const [own, other] = [newTunnelKeyPair().publicKey, newTunnelKeyPair().publicKey];
  const asking = { ...said, authorityFingerprint, tunnelKeys: [own] };
  for (const tunnelKeys of [[other], [own, other], undefined]) {
    const forged = { ...said, ...(tunnelKeys && { tunnelKeys }), siteProof: siteProof(proofKey, asking) };
    const sent = askHub(new URL(hub.url), finishPath, forged, {
      authorityPem: hub.authority.certificatePem,
      moment: anyMoment,
    });
    await t.rejects(sent, { code: 'invite-unknown' }, String(tunnelKeys?.length));
    const { tunnelKeys: _, ...without } = asking;
    const changed = tunnelKeys === undefined ? without : { ...without, tunnelKeys };
    t.not(answerProof(proofKey, asking, 'answer'), answerProof(proofKey, changed, 'answer'));
  }
  t.strictSame(await fleet.tunnels(), []);
});
