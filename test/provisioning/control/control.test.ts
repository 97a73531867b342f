import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Problem } from '../../../protocol/problem.js';
import { callControl } from '../../../provisioning/control/client.js';
import { type ControlVerbs, startControlServer } from '../../../provisioning/control/server.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const verbs: ControlVerbs = new Map<string, (args: unknown) => Promise<unknown>>([
  ['echo', async (args) => args],
  ['nothing', async () => undefined],
  [
    'refuse',
    async () => {
      throw new Problem('resource-invalid', 'why', [{ path: 'Patient.gender', text: 'required' }]);
    },
  ],
  [
    'break',
    async () => {
      throw new Error('secret words');
    },
  ],
]);

t.test('a running program answers verbs over its socket, mode 0600', async (t) => {
  const dir = temporaryFolder(t);
  const errors: unknown[] = [];
  writeFileSync(join(dir, 'control.sock'), 'left behind by a killed program');
  const server = await startControlServer({ dir, verbs, onError: (cause) => errors.push(cause) });
  t.equal(statSync(join(dir, 'control.sock')).mode & 0o777, 0o600);
  const value = { text: 'é\n"', list: [1, null, true], large: 'x'.repeat(3_000_000) };
  t.strictSame(await callControl(dir, 'echo', value), value);
  t.equal(await callControl(dir, 'nothing', {}), null);
  await t.rejects(callControl(dir, 'refuse', {}), {
    code: 'resource-invalid',
    detail: 'why',
    issues: [{ path: 'Patient.gender', text: 'required' }],
  });
  await t.rejects(callControl(dir, 'break', {}), { code: 'internal', detail: '' }, 'unexpected words stay inside');
  t.equal(errors.length, 1);
  await t.rejects(callControl(dir, 'missing', {}), { code: 'method-unsupported' });
  await server.stop();
  t.notOk(existsSync(join(dir, 'control.sock')));
  await t.rejects(callControl(dir, 'echo', {}), { code: 'not-found' });
});

t.test('a folder deeper than a socket path may be long works too', async (t) => {
  const dir = join(temporaryFolder(t), 'a'.repeat(90), 'b'.repeat(90));
  mkdirSync(dir, { recursive: true });
  const server = await startControlServer({ dir, verbs });
  t.ok(existsSync(join(dir, 'control.sock')));
  t.equal(await callControl(dir, 'echo', 'deep'), 'deep');
  await server.stop();
});
