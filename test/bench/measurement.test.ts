import t from 'tap';
import { describe, latencies, percentile, round } from './measurement.js';

t.test('percentiles are values that were measured', async (t) => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  t.equal(percentile(values, 0.5), 50);
  t.equal(percentile(values, 0.99), 99);
  t.equal(percentile([7], 0.99), 7);
  t.equal(round(1234.5678), 1230);
});

t.test('a figure is one object of the contract, and one line for people', async (t) => {
  const [median, tail] = latencies('write', [1, 2, 3, 40], { through: 'journal' });
  t.match(median, { bench: 'write', metric: 'p50-ms', value: 2, unit: 'ms', conditions: { through: 'journal' } });
  t.match(tail, { metric: 'p99-ms', value: 40 });
  const compared = { bench: 'sync', metric: 'changes-per-second', value: 10, unit: 'changes/s', conditions: {} };
  t.match(
    describe({ ...compared, peer: 'pouchdb', peerValue: 5, ratio: 2 }),
    /sync +changes-per-second +10 .*pouchdb 5 · 2×/,
  );
});
