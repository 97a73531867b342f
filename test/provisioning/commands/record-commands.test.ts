import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createLogger } from '../../../config/running/logger.js';
import { unlockDataKey } from '../../../provisioning/custody/key-slots.js';
import { rewriteWhereDue } from '../../../provisioning/erasure/rewrite-files.js';
import { createHub } from '../../../provisioning/hub/create-hub.js';
import { nodePaths } from '../../../provisioning/node-folder.js';
import { callCarnet } from '../../support/run-carnet.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const https = { host: '127.0.0.1', port: 0 };
const dir = join(temporaryFolder(t), 'hub');
await createHub({
  ...{ dir, name: 'Test', hosts: [], https, mqtt: https, nowMilliseconds: Date.now(), makeKeyPair: stockKeyPairs },
});
const order = ['--reason', 'subject-request', '--reference', 'R-7'];
const erase = (...more: string[]) => callCarnet(['record', 'erase', '--dir', dir, ...more]);

t.test('[W10] an id that nobody knows is most likely a slip: refused, unless it is said to be meant', async (t) => {
  const slip = await erase('--patient', 'p1', ...order, '--confirm', 'p1');
  t.match(slip, { exit: 1, error: /--even-unknown/ });
  t.notOk(existsSync(nodePaths(dir).erasures), 'nothing was closed');
  t.match(JSON.parse((await erase('--patient', 'p1', '--dry-run', '--json')).out), { dryRun: true, versions: 0 });
  const meant = await erase('--patient', 'p1', ...order, '--confirm', 'p1', '--even-unknown', '--json');
  t.match(meant, { exit: 0 });
  t.match(JSON.parse(meant.out), {
    patient: 'p1',
    named: [],
    reason: 'subject-request',
    reference: 'R-7',
    ...{ settledAt: Number, rewrittenAt: null },
  });
  t.match(JSON.parse(readFileSync(nodePaths(dir).erasures, 'utf8')), [{ patient: 'p1', reference: 'R-7' }]);
  const listed = await callCarnet(['record', 'erasures', '--dir', dir, '--lang', 'fr']);
  t.match(listed, { exit: 0, out: /Patient\/p1 : 0 versions[\s\S]*droit à l’effacement de la personne, R-7/ });
  t.match(listed, { out: /l’espace libre des bases de ce nœud ; le prochain démarrage/ });
});

t.test('[W16] it says whether the databases of this node were written anew since', async (t) => {
  const key = await unlockDataKey(dir);
  rewriteWhereDue({ dir, key, logger: createLogger('test', 'silent'), now: () => 1_800_000_000_000 });
  const { erasures } = JSON.parse((await callCarnet(['record', 'erasures', '--dir', dir, '--json'])).out);
  t.match(erasures, [{ patient: 'p1', rewrittenAt: 1_800_000_000_000 }]);
  t.match(await callCarnet(['record', 'erasures', '--dir', dir]), { out: /were written anew since/ });
});

t.test('[W10] what is not said rightly is wrong usage, and nothing is done', async (t) => {
  const before = readFileSync(nodePaths(dir).erasures, 'utf8');
  const wrong = [
    [],
    ['--patient', 'p2', ...order],
    ['--patient', 'p2', ...order, '--confirm', 'p3'],
    ['--patient', 'p 2', ...order, '--confirm', 'p 2', '--even-unknown'],
    ['--resource', 'Observation', ...order, '--confirm', 'Observation', '--even-unknown'],
    ['--resource', 'a/b/c', ...order, '--confirm', 'a/b/c', '--even-unknown'],
    ['--patient', 'p2', '--reference', 'R-7', '--confirm', 'p2', '--even-unknown'],
    ['--patient', 'p2', '--reason', 'because', '--reference', 'R-7', '--confirm', 'p2', '--even-unknown'],
    ['--patient', 'p2', '--reason', 'court-order', '--confirm', 'p2', '--even-unknown'],
  ];
  for (const parameters of wrong) t.match(await erase(...parameters), { exit: 2 }, parameters.join(' '));
  t.equal(readFileSync(nodePaths(dir).erasures, 'utf8'), before);
});
