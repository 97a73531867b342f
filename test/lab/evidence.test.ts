import t from 'tap';
import { bridgeFiguresOf, type Evidence, figuresOf } from './evidence.js';
import { breaksPromise, missedGoals } from './scenario.js';

const run: Evidence = {
  verdict: { written: 5, lost: 0, doubled: 0, altered: 0 },
  deliverySeconds: [0.1, 0.2],
  gapsMilliseconds: [900, 1_000],
  leftMilliseconds: [800, 850],
  causes: [{ link: 'fibre', expected: 'blackhole', said: 'blackhole', namedMilliseconds: 700 }],
  switches: 2,
  drainSeconds: undefined,
  traffic: { bytesUp: 10, bytesDown: 5, seconds: 3_600, batchesResent: 1, urgentBatchesResent: 3, changesResent: 4 },
  bridges: [{ name: 'keepalive-5', taken: 9, gapsMilliseconds: [7_000], lost: 1, doubled: 0 }],
};

t.test('runs are put together before anything is reckoned', async (t) => {
  const other: Evidence = {
    ...run,
    verdict: { ...run.verdict, lost: 1 },
    gapsMilliseconds: [3_000],
    leftMilliseconds: [2_500],
    causes: [{ link: 'fibre', expected: 'blackhole', said: 'none', namedMilliseconds: undefined }],
    drainSeconds: 7,
  };
  const figures = figuresOf([run, other]);
  t.match(Object.fromEntries(figures), {
    ...{ lost: 1, doubled: 0, cuts: 3, 'gap-p50-ms': 1_000, 'gap-p99-ms': 3_000, 'left-max-ms': 2_500 },
    ...{ 'causes-expected': 2, 'causes-missed': 1, 'cause-max-ms': 700, switches: 2, 'drain-seconds': 7 },
    ...{ 'bytes-up': 20, 'bytes-an-hour': 15, 'batches-resent': 1, 'urgent-batches-resent': 3 },
  });
  t.ok(breaksPromise(figures));
});

t.test('a goal that is missed breaks no promise, and a figure that is not there meets no goal', async (t) => {
  const figures = figuresOf([run]);
  t.notOk(breaksPromise(figures));
  t.strictSame(missedGoals([{ metric: 'gap-max-ms', max: 999 }], figures), ['gap-max-ms is 1000, 999 at most']);
  t.equal(missedGoals([{ metric: 'drain-seconds', max: 1 }], figures).length, 1);
});

t.test('what bridges did is reckoned over all runs, each by its name', async (t) => {
  const slow = { name: 'keepalive-60', taken: 9, gapsMilliseconds: [30_000], lost: 0, doubled: 3 };
  const figures = bridgeFiguresOf([run, { ...run, bridges: [...run.bridges, slow] }]);
  t.match(Object.fromEntries(figures.get('keepalive-5') ?? []), { lost: 2, doubled: 0, 'gap-p99-ms': 7_000 });
  t.match(Object.fromEntries(figures.get('keepalive-60') ?? []), { lost: 0, doubled: 3, 'gap-max-ms': 30_000 });
});
