import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createLanAuthority, type LanAuthority } from '../../../provisioning/lan/lan-authority.js';
import { readLanAuthority } from '../../../provisioning/lan/lan-folder.js';
import { isLanAddress, lanAddressesIn } from '../../../provisioning/lan/lan-names.js';
import { forgeCertificate, forgedKeys } from '../../support/forged-certificate.js';
import { lanCode, lanFolder } from '../../support/lan-folder.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const now = Date.now();

/** What OpenSSL says of it, with nothing but the root trusted: `OK`, or its reason. */
function judge(dir: string, authority: LanAuthority, leafPem: string, purpose: readonly string[]): string {
  const [root, between, leaf] = ['root.pem', 'between.pem', 'leaf.pem'].map((name) => join(dir, name));
  writeFileSync(root ?? '', authority.rootPem);
  writeFileSync(between ?? '', authority.certificatePem);
  writeFileSync(leaf ?? '', leafPem);
  const trust = ['-no-CApath', '-no-CAstore', '-CAfile', root ?? '', '-untrusted', between ?? ''];
  try {
    execFileSync('openssl', ['verify', '-x509_strict', '-purpose', 'sslserver', ...trust, ...purpose, leaf ?? ''], {
      stdio: 'pipe',
    });
    return 'OK';
  } catch (error) {
    const { stderr } = error as { stderr: Buffer };
    return /lookup: (.*)/.exec(stderr.toString())?.[1] ?? stderr.toString();
  }
}

t.test('[T41] openssl trusts the site by its names and its address, strictly', async (t) => {
  const { dir, settled } = lanFolder(t);
  const authority = readLanAuthority(dir, lanCode);
  if (authority === undefined) throw new Error('authority');
  const leaf = settled.server.certificatePem;
  for (const name of ['carnet-7kd.local', '7kd.carnet.internal']) {
    t.equal(judge(dir, authority, leaf, ['-verify_hostname', name]), 'OK', name);
  }
  t.equal(judge(dir, authority, leaf, ['-verify_ip', '192.168.1.10']), 'OK');
  t.match(judge(dir, authority, leaf, ['-verify_ip', '192.168.1.11']), /mismatch/i);
  t.match(judge(dir, authority, leaf, ['-verify_hostname', 'carnet-7kf.local']), /mismatch/i);
});

t.test('[T41] what the authority signs for any other name is worth nothing', async (t) => {
  const dir = temporaryFolder(t);
  const authority = createLanAuthority(lanCode, now);
  const strange = [
    'www.example.org',
    'example.local',
    'carnet-7kf.local',
    '7kf.carnet.internal',
    'hub.carnet.internal',
  ];
  for (const host of [...strange, 'xcarnet-7kd.local', 'localhost', '8.8.8.8', '127.0.0.1', '172.32.0.1', '11.0.0.1']) {
    t.match(judge(dir, authority, forgeCertificate(authority, [host]), []), /permitted subtree violation/, host);
    const beside = forgeCertificate(authority, ['carnet-7kd.local', host]);
    t.match(judge(dir, authority, beside, []), /permitted subtree violation/, `${host} beside its own`);
  }
  for (const host of ['carnet-7kd.local', '10.1.2.3', '172.31.0.1', '192.168.200.1', '169.254.3.4']) {
    t.equal(judge(dir, authority, forgeCertificate(authority, [host]), []), 'OK', host);
  }
});

t.test('[T41] no authority stands below it', async (t) => {
  const { publicKey, privateKey } = forgedKeys();
  const authority = createLanAuthority(lanCode, now);
  const keyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const certificatePem = forgeCertificate(authority, ['carnet-7kd.local'], { publicKey, pathLength: 0 });
  const leaf = forgeCertificate({ keyPem, certificatePem }, ['carnet-7kd.local']);
  const between = { ...authority, certificatePem: `${certificatePem}${authority.certificatePem}` };
  t.match(judge(temporaryFolder(t), between, leaf, []), /path length constraint exceeded/);
});

t.test('[T41] the key of what workstations trust is nowhere', async (t) => {
  const { dir, paths } = lanFolder(t);
  const authority = readLanAuthority(dir, lanCode);
  if (authority === undefined) throw new Error('authority');
  const root = new X509Certificate(authority.rootPem);
  t.notOk(root.checkPrivateKey(createPrivateKey(authority.keyPem)));
  const keys = execFileSync('grep', ['-rc', 'PRIVATE KEY', paths.identity], { encoding: 'utf8' }).trim().split('\n');
  // Each key has two marks: the authority's and the server's, one in each of the two files.
  t.same(keys.map((line) => line.replace(/^.*\//, '')).sort(), ['lan-authority.pem:2', 'lan-server.pem:2']);
  const text = execFileSync('openssl', ['x509', '-noout', '-text'], { input: authority.rootPem, encoding: 'utf8' });
  t.match(text, /Name Constraints: critical\s+Permitted:\s+DNS:carnet-7kd.local\s+DNS:7kd.carnet.internal/);
  t.match(text, /IP:192.168.0.0\/255.255.0.0/);
  t.match(text, /CA:TRUE, pathlen:1/);
});

t.test('[T41] only addresses of private networks are the LAN’s', async (t) => {
  for (const address of ['10.0.0.1', '172.16.0.1', '172.31.255.254', '192.168.0.1', '169.254.1.1']) {
    t.ok(isLanAddress(address), address);
  }
  for (const address of ['8.8.8.8', '172.32.0.1', '127.0.0.1', '192.169.0.1', '100.64.0.1']) {
    t.notOk(isLanAddress(address), address);
  }
  const of = (address: string, internal = false, family: 'IPv4' | 'IPv6' = 'IPv4') =>
    ({ address, internal, family, netmask: '', mac: '', cidr: null }) as never;
  const interfaces = {
    lo: [of('127.0.0.1', true)],
    eth0: [of('192.168.1.10'), of('fe80::1', false, 'IPv6'), of('41.202.1.1')],
    eth1: [of('10.0.0.7'), of('192.168.1.10')],
  };
  t.same(lanAddressesIn(interfaces), ['10.0.0.7', '192.168.1.10']);
  const many = Array.from({ length: 40 }, (_, index) => of(`10.0.0.${index}`));
  t.equal(lanAddressesIn({ eth0: many }).length, 16);
});
