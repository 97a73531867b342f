import { join } from 'node:path';
import t from 'tap';
import { createHub } from '../../../provisioning/hub/create-hub.js';
import { callCarnet } from '../../support/run-carnet.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const anyPort = { host: '127.0.0.1', port: 0 };

t.test('[F122] [F123] a technician makes, lists and revokes tokens of machines', async (t) => {
  const dir = join(temporaryFolder(t), 'hub');
  const parts = { name: 'Test', hosts: [], https: anyPort, mqtt: anyPort, makeKeyPair: stockKeyPairs };
  await createHub({ ...parts, dir, nowMilliseconds: Date.now() });
  const run = (...words: string[]) => callCarnet([...words, '--dir', dir]);
  t.match(await run('token', 'list'), { exit: 0, out: /None yet/ });
  const scope = ['--scope', 'system/Observation.crus metrics'];
  const made = await run('token', 'create', 'cobas', ...scope, '--expires-in-days', '30', '--json');
  t.match(made, { exit: 0, error: '' });
  const { token, secret } = JSON.parse(made.out);
  t.match(token, { name: 'cobas', author: 'Device/000.cobas', scopes: 'system/Observation.crus metrics' });
  t.equal(token.expiresMilliseconds - token.createdMilliseconds, 30 * 86_400_000);
  t.match(await run('token', 'create', 'labo', ...scope), { exit: 0, out: /^[\w-]{43}\nShown once; labo may/ });
  const list = await run('token', 'list');
  t.match(list.out, /cobas +20\S+ \S+ +- +system\/Observation\.crus metrics\n/);
  t.notMatch(list.out, secret);
  t.match(await run('token', 'revoke', 'cobas'), { exit: 0, out: /cobas is revoked/ });
  t.match((await run('token', 'list')).out, /cobas .* revoked 20/);

  t.match(await run('token', 'create', 'cobas', ...scope), { exit: 1, error: /token cobas/ });
  t.match(await run('token', 'revoke', 'nobody'), { exit: 1 });
  t.match(await run('token', 'create', 'x', '--scope', 'user/*.rs'), { exit: 2, error: /system\/ and patient\// });
  t.match(await run('token', 'create', 'x', ...scope, '--expires-in-days', 'soon'), { exit: 2, error: /days/ });
  t.match(await run('token', 'create', 'x'), { exit: 2, error: /--scope/ });
});
