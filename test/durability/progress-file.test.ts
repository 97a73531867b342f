import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { buildIfStale } from '../bench/fresh-build.js';
import { requirePackage } from '../support/system-package.js';
import { runManyImages } from './images/many-images.js';
import { runKills } from './kills/run-kills.js';
import { ProgressFile, seedsLeft } from './progress-file.js';

t.setTimeout(600_000);

t.test('a run of images that was cut goes on where it stopped, and sums over all', async (t) => {
  if (requirePackage(t, 'gcc') === undefined) return;
  const path = join(t.testdir(), 'images.jsonl');
  const progress = new ProgressFile(path);
  const first = await runManyImages({ images: 1, seed: 3, workers: 1, progress });
  t.ok(first.passed && first.images > 500);
  // Workload 4 was under way when the run was cut, while 5 was done already.
  const [line = ''] = readFileSync(path, 'utf8').split('\n');
  appendFileSync(path, `${line.replace('"seed":3', '"seed":5')}\n${line.slice(0, 40)}`);
  const seen: number[] = [];
  const onProgress = ({ images }: { images: number }) => seen.push(images);
  const wanted = first.images * 2 + 1;
  const second = await runManyImages({ images: wanted, seed: 3, workers: 1, progress, onProgress });
  t.equal(seen[0], first.images * 2, 'it begins with what was done');
  t.strictSame(
    progress.read().images.map(({ seed }) => seed),
    [3, 5, 4],
  );
  t.equal(
    second.images,
    progress.read().images.reduce((sum, { images }) => sum + images, 0),
  );
  t.match(second, { passed: true, workloads: 3, nextSeed: 6 });
  const third = await runManyImages({ images: wanted, seed: 3, progress });
  t.strictSame({ ...third, seconds: 0 }, { ...second, seconds: 0 }, 'nothing is looked at twice');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"broken":[]', '"broken":["lost"]'));
  const broken = await runManyImages({ images: wanted, seed: 3, progress });
  t.match(broken, { passed: false, broken: [{ seed: 3, words: ['lost'] }] }, 'what was broken stays so');
});

t.test('kills that were cut go on with the next folder, and sum over all', async (t) => {
  buildIfStale();
  const path = join(t.testdir(), 'kills.jsonl');
  const progress = new ProgressFile(path);
  const first = await runKills({ kills: 2, seed: 1, sites: 1, progress });
  t.match(first, { passed: true, kills: 2 });
  const both = await runKills({ kills: 3, seed: 1, sites: 1, progress });
  t.match(both, { passed: true, kills: 3 });
  t.ok(both.acknowledged >= first.acknowledged && both.bootMilliseconds > 0);
  t.match(progress.read().kills, [
    { seed: 1000, kills: 2 },
    { seed: 1001, kills: 1 },
  ]);
  t.strictSame({ ...(await runKills({ kills: 3, seed: 1, progress })), seconds: both.seconds }, both);
  writeFileSync(path, readFileSync(path, 'utf8').replace('"broken":[]', '"broken":["lost"]'));
  t.match(await runKills({ kills: 9, seed: 1, progress }), { passed: false, kills: 3, broken: ['lost'] });
});

t.test('the seeds left are those that nobody has looked at', async (t) => {
  const left = seedsLeft(2, [{ seed: 4 }, { seed: 2 }]);
  t.strictSame([left.next().value, left.next().value, left.next().value], [3, 5, 6]);
});

t.test('a file of something else is refused', async (t) => {
  const path = join(t.testdir({ notes: 'no lines of it\n', other: '{"kind":"links"}\n' }), 'notes');
  t.throws(() => new ProgressFile(path).read(), /notes is not a file of progress/);
  t.throws(() => new ProgressFile(path.replace('notes', 'other')).read(), /other is not a file of progress/);
  t.equal(readFileSync(path, 'utf8'), 'no lines of it\n', 'and left as it is');
});
