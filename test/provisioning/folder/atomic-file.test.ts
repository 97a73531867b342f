import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parseLinkName, parseSiteCode } from '../../../protocol/ids.js';
import {
  makePrivateFolder,
  problemOfSystemError,
  writeFileAtomically,
} from '../../../provisioning/folder/atomic-file.js';
import {
  holdsNode,
  type NodeDescription,
  readNode,
  writeIdentity,
  writeNode,
} from '../../../provisioning/node-folder.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const node: NodeDescription = {
  kind: 'site',
  code: parseSiteCode('7KD'),
  name: 'Hôpital de District de Garoua',
  region: 'Nord',
  epoch: 1,
  https: { host: '0.0.0.0', port: 8443 },
  links: [{ name: parseLinkName('fibre'), kind: 'fibre', metered: false, hub: { host: '127.0.0.1', port: 8441 } }],
  hub: { name: 'Centre', url: 'https://127.0.0.1:8440' },
};

t.test('[E4] files are written whole, mode 0600, in folders of mode 0700', async (t) => {
  const dir = join(temporaryFolder(t), 'deep', 'node');
  t.equal(holdsNode(dir), false);
  t.throws(() => readNode(dir), { code: 'folder-not-initialised' });
  writeNode(dir, node);
  writeNode(dir, { ...node, name: 'Garoua' });
  t.strictSame(readNode(dir), { ...node, name: 'Garoua' });
  writeIdentity(dir, { keyPem: 'k', certificatePem: 'c', authorityPem: 'a' });
  t.equal(statSync(dir).mode & 0o777, 0o700);
  t.equal(statSync(join(dir, 'identity')).mode & 0o777, 0o700);
  t.strictSame(readdirSync(join(dir, 'identity')).sort(), ['ca.pem', 'cert.pem', 'key.pem']);
  for (const name of ['identity/key.pem', 'node.json']) t.equal(statSync(join(dir, name)).mode & 0o777, 0o600, name);
});

t.test('[E4] a write that fails leaves the old content and nothing beside it', async (t) => {
  const dir = temporaryFolder(t);
  const path = join(dir, 'file');
  writeFileAtomically(path, 'old');
  mkdirSync(join(dir, 'taken'));
  t.throws(() => writeFileAtomically(join(dir, 'taken'), 'new'), { name: 'Problem' });
  t.throws(() => writeFileAtomically(join(dir, 'missing', 'file'), 'new'), { code: 'not-found' });
  t.equal(readFileSync(path, 'utf8'), 'old');
  t.strictSame(readdirSync(dir).sort(), ['file', 'taken']);
});

t.test('a folder that nobody can make is told, at once', { timeout: 10_000 }, async (t) => {
  const dir = temporaryFolder(t);
  writeFileAtomically(join(dir, 'file'), 'x');
  const refused = [join(dir, 'file'), '/proc/x', '/proc/x/deeper'];
  for (const path of refused) t.throws(() => makePrivateFolder(path), { code: 'permission-denied' }, path);
  t.throws(() => makePrivateFolder(join(dir, 'file', 'below')), { code: 'not-found' });
  makePrivateFolder(join(dir, 'a', 'b'));
  makePrivateFolder(join(dir, 'a', 'b'));
  t.equal(statSync(join(dir, 'a')).mode & 0o777, 0o700, 'those above are private, too');
});

t.test('errors of the operating system become codes of the closed list', async (t) => {
  const codes: [string, string][] = [
    ['ENOSPC', 'disk-full'],
    ['EACCES', 'permission-denied'],
    ['EROFS', 'permission-denied'],
    ['EADDRINUSE', 'port-in-use'],
    ['ENOENT', 'not-found'],
    ['EIO', 'disk-failed'],
    ['EWHATEVER', 'internal'],
  ];
  for (const [code, expected] of codes) {
    t.equal(problemOfSystemError(Object.assign(new Error(code), { code }), '/x').code, expected, code);
  }
});

t.test('a damaged node.json is told by name', async (t) => {
  const dir = temporaryFolder(t);
  for (const broken of ['{', '{}', JSON.stringify({ ...node, code: '7KI' }), JSON.stringify({ ...node, epoch: 0 })]) {
    writeFileAtomically(join(dir, 'node.json'), broken);
    t.throws(() => readNode(dir), { code: 'body-malformed', detail: /node\.json$/ });
  }
});
