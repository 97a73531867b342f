import t from 'tap';
import { buildIfStale } from '../../bench/fresh-build.js';
import { runKills } from './run-kills.js';

t.setTimeout(1_500_000);

/** The share of a run of all tests; more on demand (`npm run durability`). */
const kills = 200;

t.test('[W1][J1][J2] a program killed at any moment has all that it answered for, and nothing half', async (t) => {
  buildIfStale();
  const report = await runKills({ kills, seed: 1 });
  t.strictSame(report.broken, []);
  t.ok(report.passed && report.kills >= kills);
  t.ok(report.acknowledged > kills, `${report.acknowledged} versions were acknowledged`);
  t.comment(`${report.kills} kills in ${report.seconds} s, ${report.bootMilliseconds} ms to start`);
});
