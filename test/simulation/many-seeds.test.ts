import t from 'tap';
import { runSeeds } from './many-seeds.js';
import { missingKinds } from './report.js';

const seeds = 2_000;
/** On two processors it is under four minutes; others may use them as well. */
const millisecondsMax = 900_000;

t.setTimeout(millisecondsMax);

t.test(
  '[J1][J2][S6][S7][S9][S10][F3][F6][F14][E10][E13][E14][E16][M1][T2][P5] whatever fails, every promise holds when all is at rest',
  { timeout: millisecondsMax },
  async (t) => {
    const report = await runSeeds({ from: 1, to: 1 + seeds });
    t.equal(report.seeds, seeds);
    t.strictSame(report.failed, [], 'no promise was broken');
    t.strictSame(missingKinds(report), [], 'every kind of fault happened');
    t.comment(`${report.seconds} s, ${report.sites} sites, ${report.writes} acknowledged writes`);
  },
);
