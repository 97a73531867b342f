import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { Problem } from '../../../protocol/problem.js';
import { writeHead } from '../../../provisioning/release/archive-head.js';
import { isSafePath, type ReleaseManifest } from '../../../provisioning/release/manifest.js';
import { packRelease } from '../../../provisioning/release/pack-release.js';
import { readArchive } from '../../../provisioning/release/read-archive.js';
import { makeReleaseKey, readReleaseKey, readTrustedKeys } from '../../../provisioning/release/release-key.js';
import { loadedPackages, releaseFiles } from '../../../provisioning/release/release-tree.js';
import { readRelease, unpackRelease } from '../../../provisioning/release/unpack-release.js';
import { codeOf, problemOf } from '../../support/problem-of.js';
import { releaseFacts, releaseSigner, smallArchive, smallTree } from '../../support/release-tree.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const anyone = () => {};

t.test('[U2][U3] what is unpacked is what was packed', async (t) => {
  const folder = temporaryFolder(t);
  const { archive, trusted } = await smallArchive(folder);
  const target = join(folder, 'releases', '0.2.0');
  const unpack = () => unpackRelease(archive, trusted, anyone, () => target);
  t.match(await unpack(), { manifest: { version: '0.2.0' }, signer: { name: 'Région' } });
  const tree = join(folder, 'tree-0.2.0');
  for (const { path, source } of releaseFiles(tree)) {
    t.same(readFileSync(join(target, path)), readFileSync(source), path);
  }
  t.notOk(existsSync(join(target, 'package-lock.json')), 'and nothing else');
  t.ok(existsSync(join(target, 'node_modules/@grpc/grpc-js/node_modules/inner/LICENSE.md')), 'what licences ask for');
  t.equal(statSync(join(target, 'bin/carnet.js')).mode & 0o777, 0o644);
  t.same(readdirSync(join(folder, 'releases')), ['0.2.0']);
  t.match(await unpack(), { manifest: { version: '0.2.0' } }, 'once more changes nothing');
  t.equal(readRelease(target).manifest.files.length, 12 + loadedPackages.length);
  const other = await smallArchive(join(folder), '0.2.0', { madeAt: 1 });
  writeFileSync(join(folder, 'tree-0.2.0/NOTICE'), 'another');
  await packRelease(releaseFiles(tree), releaseFacts('0.2.0'), other.key, other.archive);
  const again = unpackRelease(other.archive, other.trusted, anyone, () => target);
  t.equal(await codeOf(again), 'already-exists', 'a version is made once');
});

t.test('[U2] no byte of an archive can be altered, none be missing, none be added', async (t) => {
  const folder = temporaryFolder(t);
  const { archive, trusted } = await smallArchive(folder);
  const whole = readFileSync(archive);
  const target = join(folder, 'releases', '0.2.0');
  const refusal = async (bytes: Buffer) => {
    writeFileSync(join(folder, 'other'), bytes);
    const code = await codeOf(unpackRelease(join(folder, 'other'), trusted, anyone, () => target));
    if (existsSync(target) || existsSync(`${target}.unfinished`)) throw new Error('something is left');
    return code;
  };
  const codes = new Set<string>();
  for (let at = 0; at < whole.length; at += 1) {
    const altered = Buffer.from(whole);
    altered[at] = (altered[at] ?? 0) ^ (1 << (at % 8));
    codes.add(await refusal(altered));
  }
  t.same([...codes].sort(), ['release-altered', 'release-truncated', 'release-untrusted'], `${whole.length} bytes`);
  codes.clear();
  for (let length = 0; length < whole.length; length += 3) codes.add(await refusal(whole.subarray(0, length)));
  t.same([...codes], ['release-truncated']);
  t.equal(await refusal(Buffer.concat([whole, Buffer.from('x')])), 'release-altered');
});

t.test('[U2] only who is trusted here is believed, and every such key is', async (t) => {
  const folder = temporaryFolder(t);
  const { archive, trustedFile } = await smallArchive(folder);
  const other = releaseSigner(folder, 'Ailleurs');
  const ignore = { begin: anyone, write: anyone, end: anyone };
  const read = (file: string) => readArchive(archive, readTrustedKeys(file), () => ignore);
  t.equal(await codeOf(read(other.trusted)), 'release-untrusted');
  const both = join(folder, 'both');
  writeFileSync(both, `${readFileSync(other.trusted, 'utf8')}${readFileSync(trustedFile, 'utf8')}`);
  t.match(await read(both), { signer: { name: 'Région' } }, 'so that a key can be replaced by another');
  writeFileSync(both, 'no key\n');
  t.equal(
    problemOf(() => readTrustedKeys(both)),
    'body-malformed',
  );
  writeFileSync(both, `${'A'.repeat(43)} all zero\n`);
  t.equal(
    problemOf(() => readTrustedKeys(join(folder, 'none'))),
    'not-found',
  );
  t.equal(await codeOf(readArchive(join(folder, 'none'), [], () => ignore)), 'not-found');
});

t.test('[U2] a manifest that a trusted signer got wrong is refused, too', async (t) => {
  const folder = temporaryFolder(t);
  const { key, trusted } = await smallArchive(folder);
  const file = { path: 'a', executable: false, bytes: 0, sha256: '0'.repeat(64) };
  const good = { ...releaseFacts('0.2.0'), payload: { bytes: 0, sha256: '0'.repeat(64) }, files: [file] };
  const wrong: readonly object[] = [
    ...['/etc/passwd', '../x', 'a/../../x', 'a//b', './a', '', 'a\\b', 'é', `${'a'.repeat(401)}`].map((path) => ({
      files: [{ ...file, path }],
    })),
    { files: [file, file] },
    { files: [file, { ...file, path: 'a/b' }] },
    { files: [] },
    { files: [null] },
    { files: [{ ...file, bytes: -1 }] },
    { files: [{ ...file, executable: 1 }] },
    { version: '../../x' },
    { version: '1.0' },
    { form: 2 },
    { product: 'other' },
    { madeAt: 'now' },
    { payload: { bytes: 1, sha256: 'x' } },
    { schema: { ...good.schema, telemetry: { version: 1, floor: 2 } } },
    { machine: { ...good.machine, arch: '../x' } },
  ];
  for (const more of wrong) {
    const archive = join(folder, 'wrong');
    writeFileSync(archive, writeHead({ ...good, ...more } as ReleaseManifest, key));
    const unpacked = unpackRelease(archive, trusted, anyone, () => join(folder, 'target'));
    t.equal(await codeOf(unpacked), 'release-altered', JSON.stringify(more).slice(0, 80));
  }
  fc.assert(fc.property(fc.string(), (path) => !isSafePath(path) || !/(^|\/)\.{0,2}(\/|$)|^\/|[^ -~]/.test(path)));
});

t.test('[U3] what this box does not want is not unpacked, and a full disk is seen before', async (t) => {
  const folder = temporaryFolder(t);
  const { archive, trusted, key } = await smallArchive(folder);
  const target = join(folder, 'releases', '0.2.0');
  const refuse = () => {
    throw new Problem('release-older');
  };
  t.equal(await codeOf(unpackRelease(archive, trusted, refuse, () => target)), 'release-older');
  t.notOk(existsSync(join(folder, 'releases')));
  const huge = { path: 'a', executable: false, bytes: 500 * 1024 * 1024, sha256: '0'.repeat(64) };
  const files = Array.from({ length: 40_000 }, (_, index) => ({ ...huge, path: `a${index}` }));
  const manifest = { ...releaseFacts('0.3.0'), payload: { bytes: 0, sha256: '0'.repeat(64) }, files };
  writeFileSync(archive, writeHead(manifest, key));
  t.equal(await codeOf(unpackRelease(archive, trusted, anyone, () => target)), 'disk-full');
  t.same(readdirSync(join(folder, 'releases')), [], 'nothing half is left');
});

t.test('[U3] what a cut left half unpacked is begun anew', async (t) => {
  const folder = temporaryFolder(t);
  const { archive, trusted } = await smallArchive(folder);
  const target = join(folder, 'releases', '0.2.0');
  smallTree(`${target}.unfinished`, '0.2.0', { 'left/over.js': 'x' });
  await unpackRelease(archive, trusted, anyone, () => target);
  t.notOk(existsSync(join(target, 'left')));
  t.equal(
    problemOf(() => readRelease(`${target}.unfinished`)),
    'not-found',
  );
});

t.test('[U2] a signing key is for its owner only, and never written over', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'release.key');
  t.match(makeReleaseKey(file, 'Région Nord'), /^[A-Za-z0-9_-]{43} Région Nord$/);
  t.equal(statSync(file).mode & 0o777, 0o600);
  t.equal(
    problemOf(() => makeReleaseKey(file, '')),
    'already-exists',
  );
  t.equal(readReleaseKey(file).asymmetricKeyType, 'ed25519');
  t.equal(
    problemOf(() => readReleaseKey(join(folder, 'none'))),
    'not-found',
  );
  copyFileSync(file, join(folder, 'cut'));
  truncateSync(join(folder, 'cut'), 40);
  t.equal(
    problemOf(() => readReleaseKey(join(folder, 'cut'))),
    'body-malformed',
  );
});

t.test('[U2] a release has the packages that the build leaves as packages, and a whole tree', async (t) => {
  const build = readFileSync(join(import.meta.dirname, '../../../scripts/build-programs.js'), 'utf8');
  const [, external = ''] = /^const external = \[(.*?)^\];$/ms.exec(build) ?? [];
  t.same([...external.matchAll(/'([^']+)'/g)].map(([, name]) => name).sort(), [...loadedPackages].sort());
  const folder = temporaryFolder(t);
  const tree = smallTree(join(folder, 'tree'), '0.2.0');
  const paths = releaseFiles(tree).map(({ path }) => path);
  t.same(
    paths.filter((path) => /left/.test(path)),
    [],
    'no sources, nothing that a build leaves, no package that nothing needs',
  );
  symlinkSync('/etc/hostname', join(tree, 'dist', 'out.js'));
  t.equal(
    problemOf(() => releaseFiles(tree)),
    'body-malformed',
    'nothing may point out of it',
  );
  rmSync(join(tree, 'dist', 'out.js'));
  rmSync(join(tree, 'node_modules/@grpc/grpc-js'), { recursive: true });
  t.equal(
    problemOf(() => releaseFiles(tree)),
    'folder-incomplete',
  );
  writeFileSync(join(tree, 'package-lock.json'), JSON.stringify({ packages: {} }));
  t.equal(
    problemOf(() => releaseFiles(tree)),
    'folder-incomplete',
  );
  rmSync(join(tree, 'NOTICE'));
  t.equal(
    problemOf(() => releaseFiles(tree)),
    'folder-incomplete',
  );
});
