import { join } from 'node:path';
import t from 'tap';
import { createLogger } from '../../../config/running/logger.js';
import { unlockDataKey } from '../../../provisioning/custody/key-slots.js';
import { judgeRewriting } from '../../../provisioning/doctor/erasure-check.js';
import { examine } from '../../../provisioning/doctor/examine.js';
import { rewriteWhereDue } from '../../../provisioning/erasure/rewrite-files.js';
import { createHub } from '../../../provisioning/hub/create-hub.js';
import { makeErasedFolder } from '../../support/erased-folder.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const day = 24 * 60 * 60_000;

t.test('[W16][O1] the doctor says so when databases wait for a week to be written anew', async (t) => {
  const dir = join(temporaryFolder(t), 'hub');
  const here = { host: '127.0.0.1', port: 0 };
  const nowMilliseconds = Date.now();
  await createHub({
    dir,
    name: 'Test',
    hosts: [],
    https: here,
    mqtt: here,
    nowMilliseconds,
    makeKeyPair: stockKeyPairs,
  });
  const found = async (later: number) =>
    (await examine({ dir, nowMilliseconds: nowMilliseconds + later })).findings.find(
      ({ check }) => check === 'erasure',
    );
  t.equal(await found(0), undefined, 'nothing was erased');
  const key = await unlockDataKey(dir);
  await makeErasedFolder(dir, 'hub', 1, key);
  t.match(await found(day), { state: 'ok', what: { en: /next start/, fr: /prochain démarrage/ } });
  t.match(await found(9 * day), {
    state: 'warn',
    what: { en: /erased 8 days ago|erased 9 days ago/, fr: /effacé il y a [89] jours/ },
    safe: { en: /what is recorded/, fr: /ce qui est enregistré/ },
    todo: { en: /^restart the program/, fr: /^relancez le programme/ },
  });
  rewriteWhereDue({ dir, key, logger: createLogger('test', 'silent'), now: Date.now });
  t.equal(await found(9 * day), undefined);
});

t.test('[W16][O1] where the disk has no room for it, the doctor says how much is missing', async (t) => {
  const found = judgeRewriting({ bytes: 9e9, seconds: 90, missingBytes: 2.5e9 }, 10 * day);
  t.match(found, { state: 'warn', todo: { en: /^make 2500 MB of room/, fr: /^libérez 2500 Mo/ } });
});
