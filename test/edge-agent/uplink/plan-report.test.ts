import fc from 'fast-check';
import t from 'tap';
import { planReport } from '../../../edge-agent/uplink/plan-report.js';
import type { LaneReport } from '../../../protocol/control/report.js';

const lanes = (headSeq: number, oldestPendingMilliseconds: number): readonly LaneReport[] => [
  { lane: 1, headSeq: 4, oldestPendingMilliseconds: 0 },
  { lane: 2, headSeq, oldestPendingMilliseconds },
];
const sentAt = (sentMilliseconds: number, reported: readonly LaneReport[]) => ({ lanes: reported, sentMilliseconds });

t.test('[S13] the first look of a session reports, whatever there is', async (t) => {
  t.equal(planReport(undefined, lanes(0, 0), 10), 'send');
  t.equal(planReport(undefined, lanes(9, 5), 10), 'send');
});

t.test('[S13] a site that keeps up says nothing; what has waited for a second is told', async (t) => {
  const last = sentAt(0, lanes(3, 0));
  t.equal(planReport(last, lanes(7, 0), 60_000), 'nothing', 'the hub has it as batches');
  t.strictSame(planReport(last, lanes(8, 60_000), 60_010), { waitMilliseconds: 990 });
  t.equal(planReport(last, lanes(8, 60_000), 61_000), 'send');
});

t.test('[S13] while something waits, at most one report in five seconds, and none when nothing changed', async (t) => {
  const last = sentAt(10_000, lanes(8, 100));
  t.strictSame(planReport(last, lanes(9, 100), 11_000), { waitMilliseconds: 4_000 });
  t.equal(planReport(last, lanes(9, 100), 15_000), 'send');
  t.equal(planReport(last, lanes(8, 200), 15_000), 'send', 'the oldest has changed');
  t.equal(planReport(last, lanes(8, 100), 99_000), 'nothing');
});

t.test('[S13] once, and at once, when nothing waits any more', async (t) => {
  t.equal(planReport(sentAt(10_000, lanes(8, 100)), lanes(9, 0), 10_001), 'send');
  t.equal(planReport(sentAt(10_001, lanes(9, 0)), lanes(9, 0), 10_002), 'nothing');
});

t.test('[S13] no clock, however it is set, silences a site for longer than the pause', async (t) => {
  const times = fc.nat(2 ** 41);
  fc.assert(
    fc.property(times, times, times, (sent, oldest, now) => {
      const plan = planReport(sentAt(sent, lanes(1, 1)), lanes(2, oldest + 1), now);
      return typeof plan === 'string' || plan.waitMilliseconds <= 5_000;
    }),
  );
  t.pass();
});
