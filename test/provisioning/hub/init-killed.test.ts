import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { isWholeIdentity } from '../../../provisioning/certificates/own-identity.js';
import { hubServerName } from '../../../provisioning/certificates/profile.js';
import { holdsNode, nodePaths, readIdentity } from '../../../provisioning/node-folder.js';
import { openRoot } from '../../../provisioning/trust/root-file.js';
import { callCarnet, spawnCarnet } from '../../support/run-carnet.js';
import { stockedKeys } from '../../support/stocked-keys.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

/** Ends a process without a word after the Nth change of a name on the disk: nothing follows the last one, `node.json`. */
const killAfter = (count: number, keys: string) => {
  const script = `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';
    let left = ${count}; const { renameSync } = fs;
    fs.renameSync = (...given) => { renameSync(...given); left -= 1; if (left === 0) process.kill(process.pid, 'SIGKILL'); };
    syncBuiltinESMExports();`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)} ${keys}` };
};
const codeIn = (out: string) => /(\w{4}-){6}\w{4}/.exec(out)?.[0] ?? '';

t.test('[E43] killed at any moment, `hub init` leaves no hub whose root nobody can open, and goes on', async (t) => {
  const folder = temporaryFolder(t);
  const [keys, keysAgain] = [await stockedKeys(folder, 'keys'), await stockedKeys(folder, 'keys-again')];
  let [kills, unfinished, shown] = [0, 0, 0];
  for (let count = 1; ; count += 1) {
    const [dir, stick] = [join(folder, `hub-${count}`), join(folder, `stick-${count}`)];
    mkdirSync(stick);
    const file = join(stick, 'root.carnet');
    const line = ['hub', 'init', '--dir', dir, '--root-file', file, '--listen', '127.0.0.1', '--lang', 'en'];
    const cut = await spawnCarnet(line, { environment: killAfter(count, keys) });
    if (cut.exit === 0) break;
    kills += 1;
    if (holdsNode(dir)) {
      t.equal((await openRoot(file, codeIn(cut.out))).certificatePem, readIdentity(dir).authorityPem, 'it was shown');
      shown += 1;
      continue;
    }
    const begun = existsSync(nodePaths(dir).authority);
    const again = await spawnCarnet(line, { environment: { NODE_OPTIONS: keysAgain } });
    t.equal(again.exit, 0, again.error);
    t.equal(/An earlier `carnet hub init` here was cut off/.test(again.out), begun, `${count}: it says so`);
    unfinished += begun ? 1 : 0;
    const root = await openRoot(file, codeIn(again.out));
    t.equal(root.certificatePem, readIdentity(dir).authorityPem, `${count}: the last code opens the root of this hub`);
    t.ok(isWholeIdentity(readIdentity(dir), hubServerName));
    t.match(await callCarnet(line), { exit: 1, error: /exists already/ }, 'a hub that is whole is left alone');
    rmSync(dir, { recursive: true });
  }
  t.ok(kills >= 7, `${kills} kills`);
  t.equal(shown, 1, 'killed right after the folder was a hub');
  t.ok(unfinished >= 3, `${unfinished} with an identity`);
});

t.test('[E43] the root of another hub is never written over, however far an earlier try came', async (t) => {
  const folder = temporaryFolder(t);
  const [dir, file] = [join(folder, 'hub'), join(folder, 'root.carnet')];
  const line = ['hub', 'init', '--dir', dir, '--listen', '127.0.0.1', '--lang', 'fr', '--root-file'];
  t.equal((await spawnCarnet([...line.slice(0, 3), join(folder, 'other'), ...line.slice(4), file])).exit, 0);
  t.equal(
    (
      await spawnCarnet([...line, join(folder, 'mine')], {
        environment: killAfter(7, await stockedKeys(folder, 'keys')),
      })
    ).exit,
    null,
  );
  t.ok(existsSync(nodePaths(dir).authority) && !holdsNode(dir));
  t.match(await spawnCarnet([...line, file]), { exit: 1, error: /existe déjà/ });
  writeFileSync(join(folder, 'notes'), 'no root');
  t.match(await spawnCarnet([...line, join(folder, 'notes')]), { exit: 3 });
  t.match((await spawnCarnet([...line, join(folder, 'mine-2')])).out, /précédent a été interrompu ici/);
});
