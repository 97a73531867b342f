import { setTimeout as pause } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { buildIfStale } from '../../bench/fresh-build.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { smallDisk } from '../faults/site-under-fault.js';
import { missingForDisk } from '../faults/small-disk.js';
import { leaveOut } from '../leave-out.js';
import { ErasedNode } from './erased-node.js';

t.setTimeout(300_000);

const roles = ['site', 'hub'] as const;
const bytes = 60e6;
/** At each moment. */
const attemptsMax = 4;
/** How long after the copy of which database appears. */
const moments = [
  ['attachments.db', 0],
  ['journal.db', 0],
  ['journal.db', 60],
  ['journal.db', 150],
] as const;

for (const role of roles) {
  t.test(`[W16] a ${role} killed while it writes its databases anew has all, and its next start does it`, async (t) => {
    buildIfStale();
    const kept = await ErasedNode.make(t, role, `${temporaryFolder(t)}/node`, bytes);
    const { resources } = await kept.state();
    const asKept = () => kept.copyOf(kept.dir, `${temporaryFolder(t)}/node`);
    let node = asKept();
    let killed = 0;
    for (const [file, afterMilliseconds] of moments) {
      for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
        if (await killedMidway(t, node, file, afterMilliseconds)) {
          killed += 1;
          t.match(await node.state(), { isSound: true, isRewritten: false, resources });
          break;
        }
        // It was over before that: on a busy machine this process may not have had its turn.
        node = asKept();
      }
    }
    t.ok(killed >= 2, `${killed} kills`);
    const last = node.start();
    t.teardown(() => last.kill());
    await last.ready();
    await last.kill('SIGTERM');
    t.notOk(
      moments.some(([file]) => node.isRewriting(file)),
      'what was left is gone',
    );
    t.match(await node.state(), { isSound: true, isRewritten: true });
    t.equal(node.holding(), 0);
  });

  t.test(
    `[W16] a ${role} without room for it serves all the same, says so, and does it when there is room`,
    async (t) => {
      const missing = await missingForDisk();
      if (missing !== undefined) return leaveOut(t, missing);
      buildIfStale();
      const node = await ErasedNode.make(t, role, `${temporaryFolder(t)}/node`, bytes);
      const disk = await smallDisk(t, 300e6);
      node.copyTo(disk.outside('node'));
      // SQLite finds no file through the namespace of another process.
      const look = () => node.copyOf(disk.outside('node'), `${temporaryFolder(t)}/node`);
      const options = { dir: `${disk.place}/node`, through: disk.through };
      disk.fill(100e6);
      const lacking = node.start(options);
      t.teardown(() => lacking.kill());
      await lacking.ready();
      const { errors } = await lacking.kill('SIGTERM');
      t.match(errors, /"missingMegabytes":\d+.*no room to write the databases anew/);
      const before = look();
      t.match(await before.state(), { isSound: true, isRewritten: false });
      t.ok(before.holding() > 0, 'else nothing would be shown');
      disk.free();
      const again = node.start(options);
      t.teardown(() => again.kill());
      await again.ready();
      await again.kill('SIGTERM');
      const after = look();
      t.match(await after.state(), { isSound: true, isRewritten: true });
      t.equal(after.holding(), 0);
    },
  );
}

/** Starts the node and kills it so long after it began to write anew; whether it was at it. */
async function killedMidway(t: Test, node: ErasedNode, file: string, afterMilliseconds: number): Promise<boolean> {
  node.removeCopies();
  const program = node.start();
  t.teardown(() => program.kill());
  let isOver = false;
  const over = program.ready().then(
    () => {
      isOver = true;
    },
    () => {
      isOver = true;
    },
  );
  while (!node.isRewriting(file) && !isOver) await pause(1);
  await pause(afterMilliseconds);
  await program.kill();
  await over;
  return node.isRewriting(file);
}
