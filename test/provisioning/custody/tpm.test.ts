import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { addSlot } from '../../../provisioning/custody/edit-slots.js';
import { createKeySlots, unlockDataKey } from '../../../provisioning/custody/key-slots.js';
import { newTpmSlot } from '../../../provisioning/custody/new-slot.js';
import { reportSlots } from '../../../provisioning/custody/slot-report.js';
import { freePort } from '../../support/free-port.js';
import { requirePackage } from '../../support/system-package.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

/** A TPM of one machine: its state is the folder's. */
async function startTpm(t: Test, swtpm: string, state: string): Promise<void> {
  // The simulator's control port is the one after.
  const port = await freePort();
  const tpm = spawn(swtpm, [
    ...['socket', '--tpm2', '--tpmstate', `dir=${state}`, '--flags', 'not-need-init,startup-clear'],
    ...['--server', `type=tcp,port=${port},bindaddr=127.0.0.1`],
    ...['--ctrl', `type=tcp,port=${port + 1},bindaddr=127.0.0.1`],
  ]);
  t.teardown(async () => {
    if (tpm.exitCode !== null) return;
    tpm.kill('SIGKILL');
    await once(tpm, 'exit');
  });
  await answers(port + 1);
  process.env['TPM2TOOLS_TCTI'] = `swtpm:host=127.0.0.1,port=${port}`;
}

/** The tools, with what a kernel's resource manager does and the simulator has none for: nothing stays loaded. */
function toolsWithManager(t: Test): string {
  const folder = temporaryFolder(t);
  for (const tool of ['createprimary', 'create', 'load', 'unseal']) {
    const script = `#!/bin/sh\n/usr/bin/tpm2_${tool} "$@"; end=$?; /usr/bin/tpm2_flushcontext -Q -t; exit $end\n`;
    writeFileSync(join(folder, `tpm2_${tool}`), script, { mode: 0o755 });
  }
  return folder;
}

async function answers(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const socket = createConnection(port, '127.0.0.1');
    const isThere = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isThere) return;
    await setTimeout(50);
  }
  throw new Error('the TPM does not answer');
}

t.test('[K3] a TPM opens its slot, that of another machine does not, and without one the others do', async (t) => {
  const swtpm = requirePackage(t, 'swtpm');
  if (swtpm === undefined || requirePackage(t, 'tpm2-tools') === undefined) return;
  const kept = { ...process.env };
  t.teardown(() => {
    process.env = kept;
  });
  process.env['PATH'] = `${toolsWithManager(t)}:${kept['PATH']}`;
  const dir = temporaryFolder(t);
  const key = createKeySlots(dir);
  await startTpm(t, swtpm, temporaryFolder(t));
  addSlot(dir, key, await newTpmSlot(Buffer.from(key, 'hex')));
  rmSync(join(dir, 'slot.token'));
  t.equal(await unlockDataKey(dir), key);
  t.match((await reportSlots(dir)).slots, [{ opens: 'no' }, { kind: 'tpm', opens: 'yes' }]);
  await startTpm(t, swtpm, temporaryFolder(t));
  await t.rejects(unlockDataKey(dir), { code: 'database-key-wrong', detail: /tpm: tpm-unavailable \(tpm2_load/ });
  process.env['PATH'] = temporaryFolder(t);
  await t.rejects(newTpmSlot(Buffer.from(key, 'hex')), { code: 'tpm-unavailable', detail: /not installed/ });
  await t.rejects(unlockDataKey(dir), { code: 'database-key-wrong', detail: /not installed/ });
});
