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
const bytes = 40e6;

for (const role of roles) {
  t.test(
    `[W16] a ${role} killed while it writes its databases anew has all, and does it at its next start`,
    async (t) => {
      buildIfStale();
      const node = await ErasedNode.make(t, role, `${temporaryFolder(t)}/node`, bytes);
      const { resources } = await node.state();
      let killed = 0;
      for (const afterMilliseconds of [0, 20, 60, 120, 200]) {
        if (await killedMidway(t, node, afterMilliseconds)) killed += 1;
        t.match(await node.state(), { isSound: true, resources });
        if ((await node.state()).isRewritten) break;
      }
      t.ok(killed >= 2, `${killed} kills`);
      const last = node.start();
      t.teardown(() => last.kill());
      await last.ready();
      await last.kill('SIGTERM');
      t.notOk(node.isRewriting, 'what was left is gone');
      t.match(await node.state(), { isSound: true, isRewritten: true });
      t.equal(node.holding(), 0);
    },
  );

  t.test(
    `[W16] a ${role} without room for it serves all the same, says so, and does it when there is room`,
    async (t) => {
      const missing = await missingForDisk();
      if (missing !== undefined) return leaveOut(t, missing);
      buildIfStale();
      const disk = await smallDisk(t, 220e6);
      const node = await ErasedNode.make(t, role, disk.outside('node'), bytes);
      const options = { dir: `${disk.place}/node`, through: disk.through };
      disk.fill(80e6);
      const lacking = node.start(options);
      t.teardown(() => lacking.kill());
      await lacking.ready();
      const { errors } = await lacking.kill('SIGTERM');
      t.match(errors, /"missingMegabytes":\d+.*no room to write the databases anew/);
      t.match(await node.state(), { isSound: true, isRewritten: false });
      t.ok(node.holding() > 0, 'else nothing would be shown');
      disk.free();
      const again = node.start(options);
      t.teardown(() => again.kill());
      await again.ready();
      await again.kill('SIGTERM');
      t.match(await node.state(), { isSound: true, isRewritten: true });
      t.equal(node.holding(), 0);
    },
  );
}

/** Starts the node and kills it so long after it began to write anew; whether it was at it. */
async function killedMidway(t: Test, node: ErasedNode, afterMilliseconds: number): Promise<boolean> {
  node.removeCopies();
  const program = node.start();
  t.teardown(() => program.kill());
  let isOver = false;
  const over = program.ended().then(() => {
    isOver = true;
  });
  const ready = program.ready().then(
    () => {
      isOver = true;
    },
    () => {},
  );
  while (!node.isRewriting && !isOver) await pause(1);
  await pause(afterMilliseconds);
  await program.kill();
  await Promise.all([over, ready]);
  return node.isRewriting;
}
