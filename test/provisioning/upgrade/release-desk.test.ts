import {
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Problem } from '../../../protocol/problem.js';
import { packRelease } from '../../../provisioning/release/pack-release.js';
import { releaseFiles } from '../../../provisioning/release/release-tree.js';
import { pointLink } from '../../../provisioning/upgrade/install-root.js';
import { ReleaseDesk } from '../../../provisioning/upgrade/release-desk.js';
import type { UpgradeActs } from '../../../provisioning/upgrade/run-upgrade.js';
import { codeOf, problemOf } from '../../support/problem-of.js';
import { releaseFacts, releaseSigner, smallTree } from '../../support/release-tree.js';
import { callCarnet } from '../../support/run-carnet.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const one = { version: 1, floor: 1 };

/** A root whose site does what it is told; releases are small ones. */
function world(test: { teardown(remove: () => void): unknown }) {
  const folder = temporaryFolder(test);
  const root = join(folder, 'root');
  mkdirSync(root);
  const { key, trusted } = releaseSigner(folder);
  writeFileSync(join(root, 'trusted-keys'), readFileSync(trusted));
  const told: string[] = [];
  const fails = new Set<string>();
  const note = async (what: string) => {
    told.push(what);
    if (fails.has(what)) throw new Problem('release-unhealthy', what);
  };
  const desk = new ReleaseDesk({
    ...{ root, now: () => 5 },
    actsOf: (dir): UpgradeActs => ({
      preflight: ({ to }) => note(`preflight ${to}`),
      copy: () => note('copy'),
      stop: () => note('stop'),
      point: async (version) => {
        await note(`point ${version}`);
        pointLink(root, join(root, 'current'), version);
      },
      start: () => note('start'),
      prove: (_open, version) => note(`prove ${version} ${dir}`),
    }),
  });
  const pack = async (version: string, schema = { version: 1, floor: 1 }) => {
    const tree = smallTree(join(folder, `tree-${version}`), version);
    const facts = releaseFacts(version, { schema: { journal: schema, attachments: one, telemetry: one } });
    await packRelease(releaseFiles(tree), facts, key, `${tree}.release`);
    return `${tree}.release`;
  };
  const bring = async (version: string, more: { oneWay?: boolean; older?: boolean } = {}) => {
    return desk.bring({ dir: '/site', version, oneWay: false, ...more });
  };
  return { folder, root, desk, pack, bring, told, fails };
}

t.test('[U5] releases follow each other, and the one before stays', async (t) => {
  const { root, desk, pack, bring, told } = world(t);
  t.equal(desk.current, undefined);
  await desk.unpack(await pack('0.1.0'));
  t.match(await bring('0.1.0'), { outcome: 'ok', from: null, to: '0.1.0', at: 5 });
  t.same(told, ['preflight 0.1.0', 'copy', 'stop', 'point 0.1.0', 'start', 'prove 0.1.0 /site']);
  t.equal(desk.previous, undefined);
  await desk.unpack(await pack('0.2.0'));
  t.match(await bring('0.2.0'), { outcome: 'ok', from: '0.1.0' });
  await desk.unpack(await pack('0.3.0'));
  t.match(await bring('0.3.0'), { outcome: 'ok', from: '0.2.0' });
  t.equal(readlinkSync(join(root, 'previous')), 'releases/0.2.0');
  t.notOk(existsSync(join(root, 'releases', '0.1.0')));
  t.equal(await bring('0.3.0'), undefined, 'it runs already');
  t.match(await bring('0.2.0', { older: true }), { outcome: 'ok', from: '0.3.0', to: '0.2.0' });
  t.equal(desk.previous, '0.3.0');
});

t.test('[U4][U5] what a box must not take is refused with its own words, and nothing changes', async (t) => {
  const { folder, root, desk, pack, bring, told, fails } = world(t);
  await desk.unpack(await pack('0.2.0'));
  await bring('0.2.0');
  const unpack = async (version: string, spoil: (file: string) => void) => {
    const archive = await pack(version);
    spoil(archive);
    const { exit, error } = await callCarnet(['upgrade', archive, '--root', root, '--dir', folder, '--lang', 'fr']);
    t.not(exit, 0);
    return error;
  };
  const flip = (file: string) => {
    const bytes = readFileSync(file);
    bytes[bytes.length - 9] = (bytes[bytes.length - 9] ?? 0) ^ 1;
    writeFileSync(file, bytes);
  };
  t.match(await unpack('0.3.0', flip), /altérée ou abîmée après sa signature/);
  t.match(await unpack('0.3.1', (file) => truncateSync(file, 900)), /incomplète/);
  t.match(await unpack('0.1.0', () => {}), /n’est pas plus récente.*0\.1\.0; here: 0\.2\.0/);
  const other = releaseSigner(folder, 'Ailleurs');
  const tree = smallTree(join(folder, 'other'), '0.4.0');
  await packRelease(releaseFiles(tree), releaseFacts('0.4.0'), other.key, `${tree}.release`);
  t.equal(await codeOf(desk.unpack(`${tree}.release`)), 'release-untrusted');
  const machine = { platform: 'linux', arch: 'riscv64', modules: '115' };
  writeFileSync(join(root, 'trusted-keys'), readFileSync(other.trusted));
  await packRelease(releaseFiles(tree), releaseFacts('0.4.0', { machine }), other.key, `${tree}.release`);
  t.equal(await codeOf(desk.unpack(`${tree}.release`)), 'release-foreign');
  told.length = 0;
  fails.add('preflight 0.5.0');
  await packRelease(releaseFiles(tree), releaseFacts('0.5.0'), other.key, `${tree}.release`);
  await desk.unpack(`${tree}.release`);
  t.match(await bring('0.5.0'), { outcome: 'refused', code: 'release-unhealthy' });
  t.same(told, ['preflight 0.5.0'], 'the site was not touched');
  t.equal(desk.current, '0.2.0');
});

t.test('[U6] where there is no way back somebody must say so, and the new release stays', async (t) => {
  const { desk, pack, bring, told, fails } = world(t);
  await desk.unpack(await pack('0.1.0'));
  await bring('0.1.0');
  await desk.unpack(await pack('0.2.0', { version: 2, floor: 2 }));
  t.equal(await codeOf(bring('0.2.0')), 'release-one-way');
  t.equal(await codeOf(desk.stage({ dir: '/site', version: '0.2.0', oneWay: false })), 'release-one-way');
  fails.add('prove 0.2.0 /site');
  told.length = 0;
  t.match(await bring('0.2.0', { oneWay: true }), { outcome: 'stuck', code: 'release-unhealthy' });
  t.notOk(told.includes('point 0.1.0'));
});

t.test('[U8] a staged release is brought in when its time has come, and what was cut goes before', async (t) => {
  const { desk, pack, bring, told } = world(t);
  await desk.unpack(await pack('0.1.0'));
  await bring('0.1.0');
  t.equal(await desk.runStaged(async () => undefined), undefined, 'nothing lies ready');
  await desk.unpack(await pack('0.2.0'));
  await desk.stage({ dir: '/site', version: '0.2.0', oneWay: false });
  t.same(await desk.runStaged(async () => 'on-battery'), { waits: 'on-battery' });
  t.equal(desk.current, '0.1.0');
  const begun = { dir: '/site', from: '0.1.0', to: '0.2.0', wayBack: true, cuts: 0, code: null, begunAt: 1 } as const;
  desk.memory.write({ ...desk.memory.read(), staged: null, open: { ...begun, step: 'copy' } });
  t.same(await desk.runStaged(async () => 'outside-window'), { waits: 'outside-window' }, 'untouched: it can wait');
  t.match(desk.memory.read(), { open: null, staged: { version: '0.2.0', oneWay: false } });
  desk.memory.write({ ...desk.memory.read(), staged: null, open: { ...begun, step: 'switch' } });
  told.length = 0;
  t.match(await desk.runStaged(async () => 'outside-window'), { outcome: 'ok' }, 'touched: at once');
  t.equal(told[0], 'stop');
  t.match(desk.memory.read(), { open: null, staged: null, last: { outcome: 'ok' } });
});

t.test('[U5] what stands in the way of a root is told', async (t) => {
  const { root, desk, pack, bring, folder } = world(t);
  await desk.unpack(await pack('0.1.0'));
  mkdirSync(join(root, 'current'));
  t.equal(
    problemOf(() => desk.current),
    'already-exists',
  );
  rmdirSync(join(root, 'current'));
  const bare = join(folder, 'bare');
  mkdirSync(bare);
  const { exit, error } = await callCarnet(['upgrade', await pack('0.2.0'), '--root', bare, '--dir', folder]);
  t.match({ exit, error }, { exit: 1, error: /trusted-keys/ });
  t.equal(await codeOf(bring('9.9.9')), 'not-found');
  symlinkSync('nowhere', join(bare, 'current'));
  t.match(await callCarnet(['upgrade', '--root', bare, '--dir', folder]), { exit: 2 }, 'no archive, and nothing cut');
  writeFileSync(join(bare, 'upgrade.json'), '{');
  t.match(await callCarnet(['upgrade', 'status', '--root', bare]), { exit: 2 });
});
