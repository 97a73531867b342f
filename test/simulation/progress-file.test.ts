import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { commitHere } from '../support/commit-here.js';
import { runSeeds } from './many-seeds.js';
import { ProgressFile } from './progress-file.js';
import { digestOf } from './report.js';

/** Its workers begin twice, and others may use the processors as well. */
t.setTimeout(600_000);

const range = { from: 498, to: 504, workers: 1 };

t.test('a run that was cut goes on where it stopped, and reports as if it had not been', async (t) => {
  const progress = join(t.testdir(), 'seeds.jsonl');
  const whole = await runSeeds({ ...range, progress });
  const [first, second, ...rest] = readFileSync(progress, 'utf8').split('\n');
  t.strictSame(rest, ['']);
  t.strictSame(whole.commits, { [commitHere()]: 6 });
  // The cut came while the second line was written.
  writeFileSync(progress, `${first}\n${second?.slice(0, 40)}`);
  const { seconds: _, cpuSeconds: before, ...told } = whole;
  const { seconds, cpuSeconds, ...again } = await runSeeds({ ...range, progress });
  t.strictSame(again, told);
  t.ok(before > 0 && cpuSeconds > 0);
  t.equal(readFileSync(progress, 'utf8').split('\n').length, 3);
  const changed = readFileSync(progress, 'utf8').replaceAll(commitHere(), 'earlier');
  writeFileSync(progress, changed);
  const read = await runSeeds({ ...range, progress });
  t.strictSame(read.commits, { earlier: 6 }, 'what is there is not run again');
  t.equal(digestOf([...read.digests]), digestOf([...whole.digests]));
});

t.test('a file of seeds with other settings is refused', async (t) => {
  const path = join(t.testdir(), 'seeds.jsonl');
  const file = new ProgressFile(path);
  t.strictSame(file.read({ kind: 'all' }), []);
  appendFileSync(path, '{"kind":"links","from":1,"to":2}\n');
  t.throws(() => file.read({ kind: 'all' }), /other settings/);
  t.throws(() => file.read({ kind: 'links', disasters: true }), /other settings/);
  t.equal(file.read({ kind: 'links' }).length, 1);
});
