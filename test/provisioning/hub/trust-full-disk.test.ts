import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createRoot } from '../../../provisioning/certificates/issuing-authority.js';
import { isWholeIdentity } from '../../../provisioning/certificates/own-identity.js';
import { hubServerName } from '../../../provisioning/certificates/profile.js';
import { trustStanding } from '../../../provisioning/hub/trust/exchange-root.js';
import { settleIssuing } from '../../../provisioning/hub/trust/next-issuing.js';
import { readIdentity } from '../../../provisioning/node-folder.js';
import { bundlesAfter } from '../../../provisioning/trust/kept-bundles.js';
import { openRoot } from '../../../provisioning/trust/root-file.js';
import { missingForDisk, SmallDisk } from '../../durability/faults/small-disk.js';
import { leaveOut } from '../../durability/leave-out.js';
import { callCarnet, spawnCarnet } from '../../support/run-carnet.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { stockedKeys } from '../../support/stocked-keys.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { rootOptions } from '../../support/trust-tools.js';

t.setTimeout(900_000);
const pageBytes = 4_096;

t.test(
  '[E38][E39] a disk that fills up at any write of an exchange leaves the hub whole; the same step goes on',
  async (t) => {
    const missing = await missingForDisk();
    if (missing !== undefined) return leaveOut(t, missing);
    const folder = temporaryFolder(t);
    const made = await callCarnet(['hub', 'init', '--dir', join(folder, 'hub'), '--json', '--listen', '127.0.0.1']);
    const { root: shown } = JSON.parse(made.out) as { readonly root: { readonly file: string; readonly code: string } };
    const first = await rootOptions(folder, await openRoot(shown.file, shown.code));
    const next = await createRoot('Test', Date.now(), stockKeyPairs);
    const [announced, second] = [
      await rootOptions(folder, next, 'new-root'),
      await rootOptions(temporaryFolder(t), next),
    ];

    const disk = await SmallDisk.mount(join(folder, 'disk'), 16 * 1024 * 1024);
    t.teardown(() => disk.unmount());
    const [dir, here] = [disk.outside('hub'), join(disk.place, 'hub')];
    cpSync(join(folder, 'hub'), dir, { recursive: true });
    const isWhole = () => isWholeIdentity(readIdentity(dir), hubServerName);
    const steps = [
      { line: ['issuing', 'rotate', ...first], writes: 3, done: { version: 1, step: 'steady' } },
      { line: ['trust', 'announce', ...announced, ...first], writes: 3, done: { version: 2, step: 'announced' } },
      { line: ['trust', 'switch'], writes: 3, done: { version: 2, step: 'switched' } },
      { line: ['trust', 'retire', ...second], writes: 3, done: { version: 3, step: 'steady' } },
    ] as const;
    for (const { line, writes, done } of steps) {
      const environment = { NODE_OPTIONS: await stockedKeys(folder, `${line[1]}-keys`) };
      let full = 0;
      for (let room = 0; ; room += pageBytes) {
        disk.free();
        disk.fill(room);
        const language = full % 2 === 0 ? 'en' : 'fr';
        const { exit, error } = await spawnCarnet(['hub', ...line, '--dir', here, '--lang', language], {
          ...{ through: disk.through, environment },
        });
        if (exit === 0) break;
        full += 1;
        t.match(error, /disk is full[\s\S]*the same command|disque est plein[\s\S]*la même commande/, line.join(' '));
        t.ok(isWhole(), `${line[1]} ${full}: whole as it was left`);
        const { version } = trustStanding(dir);
        t.equal(bundlesAfter(dir, 1).length, version - 1, 'who was away can follow');
        if (full > 200) throw new Error('it never had enough');
      }
      disk.free();
      settleIssuing(dir, Date.now());
      t.ok(isWhole());
      t.match(trustStanding(dir), done);
      t.ok(full >= writes, `${line[1]}: ${full} writes met a full disk`);
    }
    t.strictSame(
      readdirSync(join(dir, 'identity')).filter(
        (name) => !/^(ca\.pem|cert\.pem|issuing\.pem|key\.pem|feed-seal\.key|trust)$/.test(name),
      ),
      [],
      'nothing half is left',
    );
  },
);
