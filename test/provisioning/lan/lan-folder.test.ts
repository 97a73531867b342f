import { spawn } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { hasSigned } from '../../../provisioning/certificates/chain.js';
import { fitsKey, inspectCertificate } from '../../../provisioning/certificates/inspect.js';
import { certificatesIn } from '../../../provisioning/certificates/pem.js';
import { readLanAuthority, readLanServer, settleLanServer } from '../../../provisioning/lan/lan-folder.js';
import { nodePaths } from '../../../provisioning/node-folder.js';
import { lanCode, lanFolder, lanWish } from '../../support/lan-folder.js';
import { problemOf } from '../../support/problem-of.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const day = 86_400_000;

t.test('[T40] the authority is made once; another look changes nothing; only the owner reads the keys', async (t) => {
  const { dir, paths, settled } = lanFolder(t);
  t.ok(settled.isNew);
  for (const file of [paths.lanAuthority, paths.lanServer]) t.equal(statSync(file).mode & 0o777, 0o600, file);
  const before = readdirSync(paths.identity).map((name) => readFileSync(`${paths.identity}/${name}`, 'utf8'));
  const again = settleLanServer(dir, lanWish);
  t.notOk(again.isNew);
  t.same(again.server, settled.server);
  t.same(
    readdirSync(paths.identity).map((name) => readFileSync(`${paths.identity}/${name}`, 'utf8')),
    before,
  );
});

t.test('[T40] a certificate that is damaged, or of another authority, is made again below the same one', async (t) => {
  const { dir, paths } = lanFolder(t);
  const root = readLanAuthority(dir, lanCode)?.rootPem;
  const whole = readFileSync(paths.lanServer, 'utf8');
  const other = readFileSync(lanFolder(t).paths.lanServer, 'utf8');
  const halves = [whole.slice(0, 100), whole.slice(0, whole.length / 2), whole.slice(300), '', 'x', other];
  for (const text of halves) {
    writeFileSync(paths.lanServer, text);
    t.ok(settleLanServer(dir, lanWish).isNew);
    t.equal(readLanAuthority(dir, lanCode)?.rootPem, root);
    t.ok(readLanServer(dir, lanCode));
  }
});

t.test('[T40] an authority that is damaged or another site’s is not replaced in silence', async (t) => {
  const { dir, paths } = lanFolder(t);
  const whole = readFileSync(paths.lanAuthority, 'utf8');
  const other = readFileSync(lanFolder(t).paths.lanAuthority, 'utf8');
  const mixed = other.slice(0, other.indexOf('-----BEGIN CERT')) + whole.slice(whole.indexOf('-----BEGIN CERT'));
  for (const text of ['', 'x', whole.slice(0, 400), `${whole}${whole}`, mixed]) {
    writeFileSync(paths.lanAuthority, text);
    t.equal(
      problemOf(() => settleLanServer(dir, lanWish)),
      'identity-mismatch',
    );
    t.equal(readFileSync(paths.lanAuthority, 'utf8'), text);
  }
  writeFileSync(paths.lanAuthority, whole);
  t.equal(
    problemOf(() => readLanAuthority(dir, '7KF' as never)),
    'identity-mismatch',
  );
});

t.test('[T42] another address is another certificate at once; one that went away is none', async (t) => {
  const { dir, settled } = lanFolder(t);
  const moved = settleLanServer(dir, { ...lanWish, addresses: ['10.0.0.9', '192.168.1.10'] });
  t.ok(moved.isNew);
  t.same(moved.server.hosts, ['carnet-7kd.local', '7kd.carnet.internal', '10.0.0.9', '192.168.1.10']);
  t.equal(moved.server.keyPem, settled.server.keyPem, 'nobody waits for another key');
  t.notOk(settleLanServer(dir, lanWish).isNew);
});

t.test('[T42] it is renewed 60 days on, below the same authority', async (t) => {
  const { dir } = lanFolder(t);
  const at = (days: number) => {
    const milliseconds = lanWish.nowMilliseconds + days * day;
    return settleLanServer(dir, { ...lanWish, floorMilliseconds: milliseconds, nowMilliseconds: milliseconds });
  };
  t.notOk(at(59).isNew);
  const renewed = at(61);
  t.ok(renewed.isNew);
  const left = inspectCertificate(renewed.server.certificatePem).notAfterMilliseconds - lanWish.nowMilliseconds;
  t.ok(left > 450 * day);
  t.notOk(at(62).isNew);
});

t.test('[T40] killed at any moment while it is made, the next start has both files whole', async (t) => {
  const maker = resolve('test/support/lan-maker.ts');
  let interrupted = 0;
  for (let round = 0; round < 12; round += 1) {
    const dir = temporaryFolder(t);
    const { identity, lanAuthority, lanServer } = nodePaths(dir);
    mkdirSync(identity, { mode: 0o700 });
    const child = spawn(process.execPath, ['--import', resolve('scripts/load-typescript.js'), maker, dir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // It says when it begins, makes and removes them over and over, and is cut off somewhere.
    await new Promise((begun) => child.stdout.once('data', begun));
    await sleep(Math.random() * 40);
    const ended = new Promise((end) => child.once('exit', end));
    child.kill('SIGKILL');
    await ended;
    if (existsSync(lanAuthority) !== existsSync(lanServer)) interrupted += 1;
    const root = existsSync(lanAuthority) ? readLanAuthority(dir, lanCode)?.rootPem : undefined;
    const { server } = settleLanServer(dir, lanWish);
    const authority = readLanAuthority(dir, lanCode);
    if (root !== undefined) t.equal(authority?.rootPem, root, 'what workstations may trust already stays');
    t.ok(fitsKey(server.certificatePem, createPrivateKey(server.keyPem)));
    const [leaf, issuing] = certificatesIn(server.certificatePem);
    t.ok(issuing !== undefined && hasSigned(issuing, leaf));
    rmSync(dir, { recursive: true });
  }
  t.comment(`${interrupted} of 12 between the two files`);
});
