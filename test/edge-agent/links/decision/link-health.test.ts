import fc from 'fast-check';
import t from 'tap';
import {
  expire,
  forgetLosses,
  type LinkHealth,
  lossOf,
  lostLately,
  noteAnswer,
  noteSent,
  openHealth,
  timeoutOf,
} from '../../../../edge-agent/links/decision/link-health.js';

/** Probes at a pace, each with its round trip; none: lost. */
function probed(
  trips: readonly (number | undefined)[],
  start: LinkHealth = openHealth,
  from = 0,
  pace = 1_000,
): LinkHealth {
  let health = start;
  trips.forEach((trip, index) => {
    const at = from + index * pace;
    health = expire(noteSent(health, from + index, at), at);
    if (trip !== undefined) health = noteAnswer(health, from + index, trip, at + trip);
  });
  return expire(health, from + trips.length * pace + 3_000);
}

const steady = (count: number, trip: number) => Array.from({ length: count }, () => trip);

t.test('[L17] the time to wait follows the round trips, within bounds', async (t) => {
  t.equal(timeoutOf(openHealth), 1_500);
  t.equal(timeoutOf(probed(steady(50, 10))), 150);
  const far = timeoutOf(probed(steady(50, 600)));
  t.ok(far > 600 && far < 1_000, `${far}`);
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 60_000 }), { maxLength: 50 }), (trips) => {
      const health = trips.reduce(
        (state, trip, index) => noteAnswer(noteSent(state, index, 0), index, trip, trip),
        openHealth,
      );
      const timeout = timeoutOf(health);
      return timeout >= 150 && timeout <= 3_000;
    }),
  );
});

t.test('the share that is lost is that of the latest probes', async (t) => {
  t.equal(lossOf(openHealth), undefined);
  t.equal(lossOf(probed([10, undefined, 10, 10])), 0.25);
  const recovered = probed(steady(40, 10), probed([undefined, undefined, undefined]), 1_000);
  t.equal(lossOf(recovered), 0);
  t.equal(lostLately(probed([10, undefined, 10, undefined])), 2);
  t.equal(lossOf(forgetLosses(probed([undefined]))), undefined);
});

t.test('[L18] losses add up to a suspicion, a gap of a moment counts once, and answers take it away', async (t) => {
  const { lossScore } = probed([10, undefined, 10]);
  t.ok(lossScore > 2 && lossScore < 3.1);
  const gap = probed([10, undefined, undefined, undefined, undefined, 10], openHealth, 0, 80);
  t.ok(gap.lossScore < 3.1, 'four probes within 320 ms');
  t.ok(probed([10, undefined, 10, undefined, 10, undefined]).lossScore > 8);
  t.equal(probed([undefined, ...steady(40, 10)]).lossScore, 0);
});

t.test('[L17] an answer that comes late was not lost', async (t) => {
  const base = probed(steady(30, 40));
  const missed = expire(noteSent(base, 999, 100_000), 100_200);
  t.equal(missed.misses, 1);
  t.equal(lostLately(missed), 1);
  const late = noteAnswer(missed, 999, 400, 100_400);
  t.equal(late.misses, 0);
  t.equal(lostLately(late), 0);
  t.equal(late.lossScore, 0);
  t.ok(timeoutOf(late) > timeoutOf(base), 'and the next one is waited for longer');
});

t.test('[L18] three times as slow as usual shows within seconds, a single outlier does not', async (t) => {
  const usual = probed(steady(60, 60));
  t.equal(probed([60, 400, 60, 60, 60, 60], usual, 100_000).slowSince, undefined);
  const slower = probed(steady(10, 185), usual, 100_000, 300);
  t.ok(slower.slowSince !== undefined && slower.slowSince < 103_000);
  t.ok(probed(steady(3_000, 185), slower, 200_000).slowSince === undefined, 'in time it is usual');
  t.equal(probed(steady(60, 6), probed(steady(60, 2)), 100_000).slowSince, undefined, '6 ms is not slow');
});

t.test('[L18] what a link usually loses weighs less, but never as little as if a tenth were usual', async (t) => {
  const losing = (every: number, count: number) =>
    Array.from({ length: count }, (_, index) => (index % every === every - 1 ? undefined : 600));
  /** Six lost of sixty: a shower on a satellite, a fault on a fibre. */
  const shower = losing(10, 60);
  const worst = (start: LinkHealth) =>
    Math.max(...shower.map((_, index) => probed(shower.slice(0, index + 1), start, 10_000_000).lossScore));
  t.ok(worst(probed(steady(2_000, 600))) >= 10, 'where nothing is usually lost');
  const satellite = probed(losing(50, 2_000));
  t.ok(Math.abs(satellite.usualLosses.share - 0.02) < 0.005, `${satellite.usualLosses.share}`);
  t.ok(worst(satellite) < 9, `${worst(satellite)}`);
  const broken = probed(losing(10, 4_000));
  t.ok(broken.usualLosses.share <= 0.03);
  t.ok(broken.lossScore >= 10, 'a link that always loses a tenth');
});
