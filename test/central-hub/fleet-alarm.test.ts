import t from 'tap';
import { FleetAlarm } from '../../central-hub/fleet-alarm.js';
import { clockAlarm } from '../../central-hub/intake/clock-alarm.js';
import type { SiteCode } from '../../protocol/ids.js';
import { limits } from '../../protocol/limits.js';
import { addSite, openHub } from '../support/journal-fixtures.js';
import { eventually } from '../support/programs-records.js';

t.test('[S12] what is forged again and again is one event for each site, kind and minute', async (t) => {
  const { fleet, ...hub } = openHub(t);
  const [first, second] = [await addSite({ fleet, ...hub }), await addSite({ fleet, ...hub })];
  let clock = 1_000_000;
  let noted = 0;
  const alarm = new FleetAlarm({
    ...{ fleet, now: () => clock, onNoted: () => (noted += 1), onError: (error) => t.fail(String(error)) },
  });
  alarm.raise(first, 'scope-forged', { place: 'batch' });
  alarm.raise(first, 'scope-forged', { place: 'publish' });
  alarm.raise(first, 'clock-ahead', {});
  alarm.raise(second, 'scope-forged', { place: 'batch' });
  clock += 59_999;
  alarm.raise(first, 'scope-forged', { place: 'batch' });
  clock += 1;
  alarm.raise(first, 'scope-forged', { place: 'batch' });
  clock -= 10_000_000;
  alarm.raise(first, 'scope-forged', { place: 'hello' });
  await eventually('noted', () => noted === 5);
  const kinds = (await fleet.events({ site: first, limit: 9 })).map(({ kind }) => kind);
  t.same(kinds, ['scope-forged', 'scope-forged', 'clock-ahead', 'scope-forged']);
});

t.test('[T7] a clock that is not believed any more is told once per site and hour', async (t) => {
  const { fleet, ...hub } = openHub(t);
  const site = await addSite({ fleet, ...hub });
  let clock = 1_000_000;
  let noted = 0;
  const alarm = new FleetAlarm({
    ...{ fleet, now: () => clock, onNoted: () => (noted += 1), onError: (error) => t.fail(String(error)) },
  });
  const logger = { warn: () => t.fail('what ops is told is not the log’s matter') };
  const onAhead = clockAlarm({ alarm, logger, now: () => clock });
  onAhead(site, limits.clockAheadMillisecondsMax + 1);
  onAhead(site, 3_600_000);
  clock += 3_599_999;
  onAhead(site, 7_200_000);
  clock += 1;
  onAhead(site, 10_800_000);
  await eventually('noted', () => noted === 2);
  const events = await fleet.events({ site, limit: 9 });
  t.match(events, [
    { kind: 'clock-ahead', detail: { minutes: 180 } },
    { kind: 'clock-ahead', detail: { minutes: 15 } },
  ]);
});

t.test('[T3] a clock that is ahead and still believed stands in the log once per site and hour', (t) => {
  const logged: unknown[] = [];
  let clock = 1_000_000;
  const onAhead = clockAlarm({
    ...{ alarm: { raise: () => t.fail('ops is told of what is not believed') }, now: () => clock },
    logger: { warn: (details: unknown) => logged.push(details) },
  });
  const [first, second] = ['S5Y', 'S6Z'] as unknown as [SiteCode, SiteCode];
  onAhead(first, 3 * 60_000);
  onAhead(first, 4 * 60_000);
  onAhead(second, limits.clockAheadMillisecondsMax);
  clock += 60 * 60_000 - 1;
  onAhead(first, 5 * 60_000);
  clock += 1;
  onAhead(first, 6 * 60_000 + 999);
  clock -= 10 * 60 * 60_000;
  onAhead(first, 7 * 60_000);
  t.same(logged, [
    { site: first, aheadSeconds: 180 },
    { site: second, aheadSeconds: 900 },
    { site: first, aheadSeconds: 360 },
    { site: first, aheadSeconds: 420 },
  ]);
  t.end();
});
