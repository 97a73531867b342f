import t from 'tap';
import { historyView } from '../../../central-hub/telemetry/history-view.js';
import type { LinkHistory, SampleQuery } from '../../../journal/telemetry/link-history.js';
import type { LinkSample, Resolution } from '../../../protocol/telemetry/link-sample.js';
import { contractSite, keptDecision, minuteSample } from '../../journal/telemetry/link-history.contract.js';
import { cellular, fibre, morning } from '../../support/telemetry-arbitraries.js';

const now = morning + 86_400_000;

/** A history that has so many of each resolution, up to now. */
function historyOf(counts: Partial<Record<Resolution, number>>): LinkHistory {
  const all = (Object.entries(counts) as unknown as [string, number][]).flatMap(([resolution, count]) =>
    Array.from({ length: count }, (_, index): LinkSample => {
      const length = Number(resolution) as Resolution;
      return { ...minuteSample(0), resolution: length, at: now - (count - index) * length };
    }),
  );
  return {
    samples: async ({ resolution, from }: SampleQuery) =>
      all.filter((sample) => sample.resolution === resolution && sample.at >= from),
    decisions: async () => [keptDecision(now - 1_000), keptDecision(now - 5_000_000)],
    prune: async () => {},
    close: () => {},
  };
}
const view = (history: LinkHistory, hours: number) =>
  historyView(history, { site: contractSite, links: [cellular, fibre], hours, nowMilliseconds: now });

t.test('a history is shown as finely as the time asked for and what is known allow', async (t) => {
  const whole = historyOf({ 60000: 1440, 900000: 96 * 20, 86400000: 30 });
  t.equal((await view(whole, 24)).resolution, 60_000);
  t.equal((await view(whole, 72)).resolution, 900_000);
  t.equal((await view(whole, 24 * 30)).resolution, 86_400_000);
  t.equal((await view(historyOf({ 60000: 20, 900000: 96 }), 24)).resolution, 900_000, 'a metered day');
  t.equal((await view(historyOf({ 60000: 12 }), 1)).resolution, 60_000, 'no quarter is over yet');
});

t.test('samples stand by link, the preferred one first, and decisions of the same time', async (t) => {
  const { links, decisions } = await view(historyOf({ 60000: 2, 900000: 0 }), 1);
  t.same(
    links.map(({ name, samples }) => [name, samples.length]),
    [
      [cellular, 0],
      [fibre, 2],
    ],
  );
  t.same(links[1]?.samples[0], [now - 120_000, 3, 2, 1, 1, 1, 3, 3, 100, 200, 'active', 'none']);
  t.same(decisions, [keptDecision(now - 1_000)]);
});
