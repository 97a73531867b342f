import t from 'tap';
import { figuresOf } from './figures.js';
import { emptyReport } from './report.js';

t.test('what came of many seeds is told in figures, one of a kind', async (t) => {
  const report = emptyReport({ kind: 'all' });
  report.seeds = 40;
  report.commits['abc'] = 40;
  report.failed.push({ seed: 7, broken: ['lost'], repeat: 'npm run simulate -- --seed 7 --trace' });
  if (report.noticed !== undefined) report.noticed.disasters['hub-restored'].noticed = 3;
  const figures = figuresOf(report);
  t.match(figures[0], { bench: 'simulate', metric: 'seeds', value: 40, unit: 'seeds', conditions: { commits: 'abc' } });
  t.match(figures[1], { metric: 'broken', value: 1, conditions: { passed: false } });
  t.match(
    figures.find(({ metric }) => metric === 'hub-restored-noticed'),
    { value: 3, unit: 'boxes' },
  );
  t.equal(new Set(figures.map(({ metric }) => metric)).size, figures.length);
});

t.test('where links fail, nothing is told of boxes that are put back', async (t) => {
  const metrics = figuresOf(emptyReport({ kind: 'links' })).map(({ metric }) => metric);
  t.strictSame(metrics, ['seeds', 'broken']);
});
