import t from 'tap';
import { openLinks } from '../../../../edge-agent/links/decision/next-links.js';
import { cellular, fibre, line, satellite, starlink } from '../../../support/link-lines.js';
import {
  causeAfter15Seconds,
  causeCases,
  falseSwitches,
  quantile,
  quietSites,
  steadyLosses,
  switchesWhileFlapping,
  timesToLeave,
} from '../../../support/link-trials.js';
import { LinkWorld } from '../../../support/link-world.js';

const seeds = 40;
const actives = [
  [fibre, starlink, satellite],
  [starlink, cellular, satellite],
] as const;
/** Another fibre to go to, so that leaving a slow one is worth it. */
const twin = line('fibre-2');

t.test('[L17] a silent cut in either direction is left within a second, mostly', async (t) => {
  for (const lines of actives) {
    for (const kind of ['blackhole', 'up', 'down'] as const) {
      const times = timesToLeave(lines, { kind }, seeds);
      const [half, most, all] = [quantile(times, 0.5), quantile(times, 0.99), quantile(times, 1)];
      t.comment(`${lines[0].plan.link} ${kind}: p50 ${half} p99 ${most} max ${all} ms`);
      t.ok(half <= 900 && most <= 1_300, `${half} ${most}`);
    }
  }
});

t.test('[L17] a link without network is left with the first probe that does not go out', async (t) => {
  const times = timesToLeave(actives[0], { kind: 'unreachable' }, seeds);
  t.ok(quantile(times, 1) <= 700, `${quantile(times, 1)}`);
});

t.test('[L18] a brownout is left: 30 % in 3 s, 10 % and three times as slow in 10 s', async (t) => {
  for (const { name, fault, half, most } of [
    { name: '30 %', fault: { kind: 'loss', amount: 0.3 }, half: 3_000, most: 6_000 },
    { name: '10 %', fault: { kind: 'loss', amount: 0.1 }, half: 10_000, most: 20_000 },
    { name: '3 RTT', fault: { kind: 'slow', amount: 3 }, half: 10_000, most: 10_000 },
  ] as const) {
    for (const [first, second] of [
      [fibre, twin],
      [starlink, cellular],
    ] as const) {
      const times = timesToLeave([first, second, satellite], fault, seeds);
      const [p50, p90] = [quantile(times, 0.5), quantile(times, 0.9)];
      t.comment(`${first.plan.link} ${name}: p50 ${p50} p90 ${p90} max ${quantile(times, 1)} ms`);
      t.ok(p50 <= half && p90 <= most, `${first.plan.link} ${name}: ${p50} ${p90}`);
    }
  }
});

t.test('[L19] a link that comes and goes moves urgent lanes three times in 10 min at most', async (t) => {
  for (const period of [500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 75_000, 90_000, 120_000]) {
    const counts = [0.2, 0.5, 0.8].map((share, seed) => switchesWhileFlapping(period, share, seed));
    t.comment(`period ${period} ms: ${counts.join(' ')} switches`);
    t.ok(Math.max(...counts) <= 3, `${period}: ${counts}`);
    t.ok(period > 1_000 || Math.max(...counts) > 0);
  }
});

t.test('[L18] the cause is named within 15 s', async (t) => {
  let right = 0;
  for (const trial of causeCases) {
    const named = Array.from({ length: 10 }, (_, seed) => causeAfter15Seconds(trial, seed));
    const hits = named.filter((cause) => cause === trial.cause).length;
    right += hits;
    t.comment(`${trial.name}: ${hits} of 10 ${trial.cause}`);
    t.ok(hits >= 8, `${trial.name}: ${named}`);
  }
  t.ok(right / (causeCases.length * 10) >= 0.95, `${right}`);
});

t.test('[L18] nothing moves while nothing is wrong', async (t) => {
  // 30 link-days and more: test/simulation/link-days.ts.
  const counts = quietSites.map((lines, seed) => falseSwitches(lines, 0.05, seed + 1));
  t.same(counts, [0, 0, 0, 0]);
});

t.test('[L18] losses that are usual for a link are no reason to leave it, from the first day on', async (t) => {
  // 60 days and more: test/simulation/link-days.ts.
  for (const metered of [true, false]) {
    const counts = [1, 2, 3].map((seed) => falseSwitches(steadyLosses(0.02, metered), metered ? 0.25 : 0.05, seed));
    t.same(counts, [0, 0, 0], metered ? 'metered' : 'not metered');
  }
});

t.test(
  '[L18] a tenth lost is never usual: a link that always loses it is left, also where it was learnt',
  async (t) => {
    for (const days of [0, 0.05]) {
      const [lossy, other] = steadyLosses(0.1, false);
      if (lossy === undefined || other === undefined) throw new Error('lines');
      const alone = new LinkWorld([lossy], 7).traffic(2_000).run(days * 24 * 60 * 60_000);
      const [learnt] = alone.state.links;
      const world = new LinkWorld([lossy, other], 8);
      const usual = { lossShare: learnt?.health.usualLosses.share };
      world.state = openLinks(
        [lossy.plan, other.plan],
        0,
        new Map(),
        days === 0 ? new Map() : new Map([[lossy.plan.link, usual]]),
      );
      world.tell({ kind: 'tick' });
      world.traffic(2_000).run(5 * 60_000);
      t.equal(world.carrier(1), other.plan.link, `learnt ${usual.lossShare}`);
      t.ok((usual.lossShare ?? 0) <= 0.03);
    }
  },
);

t.test(
  '[L19] after the hub was away the lanes are back where they were, and no link is held to have failed',
  async (t) => {
    const world = new LinkWorld([fibre, cellular, satellite], 3).traffic(1_500).run(120_000);
    world.faults = [{ kind: 'blackhole', from: world.now, to: world.now + 20_000 }];
    world.run(world.now + 90_000);
    t.equal(world.carrier(1), fibre.plan.link);
    t.same(
      world.state.links.map(({ damping }) => Math.round(damping.penalty)),
      [0, 0, 0],
    );
  },
);

t.test(
  '[L18] links that fell together are taken for one until they answer: the independent one is preferred',
  async (t) => {
    const lines = [fibre, cellular, line('geo', { kind: 'geo', metered: true, roundTripMilliseconds: 600 })];
    const fell = (from: number) =>
      ['fibre', 'cellular'].map((link, index) => ({
        link,
        kind: 'blackhole' as const,
        from: from + index * 300,
        to: from + 60_000,
      }));
    const moves = (known: boolean) => {
      const fates = new Map([['cellular fibre', { together: known ? 4 : 0, alone: known ? 0 : 4 }]]);
      const world = new LinkWorld(lines, 5, fates).traffic(1_000).run(120_000);
      const before = world.decisions.length;
      world.faults = fell(world.now);
      world.run(world.now + 10_000);
      return world.decisions
        .slice(before)
        .filter(({ lanes }) => lanes.includes(1))
        .map(({ to }) => to as string);
    };
    t.same(moves(false), ['cellular', 'geo']);
    t.same(moves(true), ['geo'], 'not to the one that usually falls with it');
    const learner = new LinkWorld(lines, 4).traffic(1_000).run(120_000);
    learner.faults = [1, 2, 3].flatMap((round) => fell(round * 20 * 60_000));
    learner.run(80 * 60_000);
    t.same(learner.state.fates.get('cellular fibre'), { together: 3, alone: 0 });
  },
);
