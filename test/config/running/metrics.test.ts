import t from 'tap';
import { Metrics } from '../../../config/running/metrics.js';

t.test(
  'what several gauges are read from is read once whenever somebody looks, and anew at the next look',
  async (t) => {
    const metrics = new Metrics();
    let reads = 0;
    const read = metrics.oncePerScrape(async () => {
      reads += 1;
      return reads;
    });
    for (const name of ['first', 'second']) {
      metrics.gauge(name, 'A gauge.', async () => [{ labels: {}, value: await read() }]);
    }
    t.match(await metrics.text(), /first 1\n[\s\S]*second 1\n/);
    t.match(await metrics.text(), /first 2\n[\s\S]*second 2\n/);
  },
);

t.test('a read that failed is tried again at the next look', async (t) => {
  const metrics = new Metrics();
  const answers = [() => Promise.reject(new Error('away')), async () => 7];
  const read = metrics.oncePerScrape(() => (answers.shift() ?? (async () => 0))());
  metrics.gauge('only', 'A gauge.', async () => [{ labels: {}, value: await read() }]);
  await t.rejects(metrics.text(), /away/);
  t.match(await metrics.text(), /only 7\n/);
});
