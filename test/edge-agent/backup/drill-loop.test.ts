import { join } from 'node:path';
import t from 'tap';
import { createLogger } from '../../../config/running/logger.js';
import { DrillLoop } from '../../../edge-agent/backup/drill-loop.js';
import { BackupStateFile, type DrillEvidence } from '../../../provisioning/backup/site/backup-state.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const hour = 60 * 60_000;
const day = 24 * hour;

t.test('[B13] drills are made each week by the clock, and the day after one that failed', async (t) => {
  const clock = { now: 0 };
  const state = new BackupStateFile(join(temporaryFolder(t), 'backups.json'));
  const runs: number[] = [];
  let result: DrillEvidence['result'] = 'ok';
  const run = async () => {
    runs.push(clock.now / day);
    const evidence = {
      place: 'box',
      file: 'x',
      madeAt: 1,
      bytes: 1,
      versions: 1,
      at: clock.now,
      milliseconds: 1,
      result,
    };
    state.noteDrill(evidence);
    return [evidence];
  };
  const loop = new DrillLoop({
    ...{ drill: { run, stop: async () => {} }, state, everyMilliseconds: 7 * day },
    logger: createLogger('test', 'silent'),
    now: () => clock.now,
    onError: (error) => {
      throw error;
    },
  });
  const runTo = async (end: number) => {
    for (; clock.now < end; clock.now += 6 * hour) await loop.look();
  };
  loop.start();
  await runTo(2 * day);
  t.same(runs, [], 'there is no backup yet');
  state.notePlace({ place: 'box', madeAt: clock.now, file: 'x', bytes: 1 });
  await runTo(10 * day);
  t.same(runs, [2, 9]);
  result = 'backup-altered';
  await runTo(20 * day);
  t.same(runs.slice(2), [16, 17, 18, 19], 'again each day, until it is good');
  await loop.stop();
  await runTo(30 * day);
  t.equal(runs.length, 6);
});
