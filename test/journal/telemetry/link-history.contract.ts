import type { Test } from 'tap';
import type { LinkHistory } from '../../../journal/telemetry/link-history.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import type { KeptDecision } from '../../../protocol/telemetry/kept-decision.js';
import type { LinkSample } from '../../../protocol/telemetry/link-sample.js';
import { cellular, fibre, morning } from '../../support/telemetry-arbitraries.js';

export const contractSite = parseSiteCode('7KD');
const other = parseSiteCode('9ZZ');

/** How an implementation comes by what it keeps: by measuring it, or by being told. */
export interface HistoryUnderTest {
  readonly history: LinkHistory;
  /** Keeps samples of a minute. */
  readonly addMinutes: (...samples: readonly LinkSample[]) => Promise<void>;
  readonly addDecision: (decision: KeptDecision) => Promise<void>;
}

export const minuteSample = (index: number, link = fibre): LinkSample => ({
  ...{ link, resolution: 60_000, at: morning + index * 60_000, sent: 3, answered: 2 },
  roundTrip: { min: 1, p25: 1, median: 1, p75: 3, max: 3 },
  ...{ bytesUp: 100, bytesDown: 200, state: 'active', cause: 'none' },
});

export const keptDecision = (at: number): KeptDecision => ({
  ...{ at, traffic: 'urgent', lanes: [0, 1], from: fibre, to: cellular, reason: 'silent' },
  evidence: [
    {
      ...{ link: fibre, condition: 'down', session: 'up', cause: 'blackhole', lossFraction: 1, penalty: 1_000 },
      ...{ roundTripMilliseconds: 9, usualMilliseconds: 8, silentMilliseconds: 1_200 },
      signal: null,
    },
  ],
});

/** What every history of links promises, where it is measured and where it is told. */
export function linkHistoryContract(t: Test, open: (t: Test) => HistoryUnderTest): void {
  t.test('[L30] samples come back as they are, by time and link, from a moment on', async (t) => {
    const { history, addMinutes } = open(t);
    await addMinutes(minuteSample(0), minuteSample(0, cellular), minuteSample(1), minuteSample(3));
    const read = (from: number, site = contractSite) => history.samples({ site, resolution: 60_000, from });
    t.same(await read(morning), [minuteSample(0, cellular), minuteSample(0), minuteSample(1), minuteSample(3)]);
    t.same(await read(morning + 1), [minuteSample(1), minuteSample(3)]);
    t.same(await read(morning, other), []);
    t.same(await history.samples({ site: contractSite, resolution: 86_400_000, from: 0 }), []);
  });

  t.test('[L31] decisions come back whole, the newest first', async (t) => {
    const { history, addDecision } = open(t);
    for (const at of [morning, morning + 5, morning + 2]) await addDecision(keptDecision(at));
    const read = (count: number, site = contractSite) => history.decisions({ site, count });
    t.same(await read(50), [keptDecision(morning + 5), keptDecision(morning + 2), keptDecision(morning)]);
    t.same(await read(1), [keptDecision(morning + 5)]);
    t.same(await read(50, other), []);
  });

  t.test('[L30] what is older than it is kept for is dropped, and what a clock has left in the future', async (t) => {
    const { history, addMinutes, addDecision } = open(t);
    await addMinutes(minuteSample(0));
    await addDecision(keptDecision(morning));
    const count = async () =>
      (await history.samples({ site: contractSite, resolution: 60_000, from: 0 })).length +
      (await history.decisions({ site: contractSite, count: 9 })).length;
    const day = 86_400_000;
    await history.prune(morning + 6 * day);
    t.equal(await count(), 2);
    await history.prune(morning + 8 * day);
    t.equal(await count(), 1, 'a minute is kept for a week');
    await history.prune(morning + 91 * day);
    t.equal(await count(), 0, 'a decision for a quarter of a year');
    await addDecision(keptDecision(morning));
    await history.prune(morning - 2 * day);
    t.equal(await count(), 0);
  });
}
