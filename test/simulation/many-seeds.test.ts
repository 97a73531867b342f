import t from 'tap';
import { runSeeds } from './many-seeds.js';
import { missingKinds } from './report.js';

const seeds = 2_000;
/** The goal on two processors that do nothing else. */
const quietMilliseconds = 240_000;
/** Others use them as well: what hangs is ended, and what is slow is told. */
const millisecondsMax = 900_000;

t.setTimeout(millisecondsMax);

t.test(
  '[J1][J2][S6][S7][S9][S10][F3][F6][F14][E9][E10][E12][E13][E14][E16][M1][T2][P5] whatever fails, every promise holds when all is at rest',
  { timeout: millisecondsMax },
  async (t) => {
    const report = await runSeeds({ from: 1, to: 1 + seeds });
    t.equal(report.seeds, seeds);
    t.strictSame(report.failed, [], 'no promise was broken');
    t.strictSame(missingKinds(report), [], 'every kind of fault happened, and every kind of disaster was noticed');
    for (const [kind, { happened, noticed, nothingToNotice, missed }] of Object.entries(
      report.noticed?.disasters ?? {},
    )) {
      t.equal(missed, 0, `${kind}: ${noticed} of ${happened} noticed, of ${nothingToNotice} nobody had heard more`);
      t.equal(noticed + nothingToNotice, happened);
    }
    t.match(report.noticed, { outsideWritesAccepted: 0 });
    const { seconds, cpuSeconds, sites, writes } = report;
    t.comment(`${seconds} s, ${Math.round(cpuSeconds)} s of processors, ${sites} sites, ${writes} acknowledged writes`);
    if (seconds * 1000 > quietMilliseconds) t.comment('longer than it may take on a quiet machine of two processors');
  },
);
