import fc from 'fast-check';
import t from 'tap';
import { AlertWorld, linkFacts, minute, quietHub, second, siteCode, siteFacts } from '../../support/alert-world.js';
import { addTrials, outageTrial } from '../../support/outage-trial.js';

t.test(
  '[L41][L42] of simulated days, nearly all shared outages are told as one alert, and nothing else is',
  async (t) => {
    const sum = addTrials([1, 2, 3].map((seed) => outageTrial(seed, 1.5)));
    t.comment(JSON.stringify(sum));
    t.ok(sum.shared >= 8);
    t.ok(sum.found / sum.shared >= 0.9, `${sum.found} of ${sum.shared} found`);
    t.ok(sum.mistaken / sum.told <= 0.05, `${sum.mistaken} of ${sum.told} mistaken`);
    t.ok(sum.beside / sum.sitesOfFound <= 0.1, `${sum.beside} beside, of ${sum.sitesOfFound} sites`);
    t.ok(sum.ofRestart <= 6, `${sum.ofRestart} alerts in the minutes after three restarts`);
  },
);

t.test('the same trial gives the same', async (t) => {
  t.same(outageTrial(7, 0.3), outageTrial(7, 0.3));
});

const [first, other] = [siteCode(0), siteCode(1)];
const happening = fc.oneof(
  fc.record({ what: fc.constant('site' as const), site: fc.constantFrom(first, other), up: fc.boolean() }),
  fc.record({
    what: fc.constant('link' as const),
    site: fc.constantFrom(first, other),
    link: fc.constantFrom('fibre', 'geo'),
    state: fc.constantFrom('active', 'standby', 'down', 'degraded', 'asleep'),
  }),
  fc.record({ what: fc.constant('restart' as const) }),
  fc.record({ what: fc.constant('clock' as const), by: fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }) }),
);
const history = fc.array(fc.tuple(happening, fc.integer({ min: 1, max: 600 })), { maxLength: 40 });

/** Plays a history; gives the world after it. */
function play(steps: readonly (readonly [happened: unknown, seconds: number])[]): AlertWorld {
  const world = new AlertWorld([siteFacts(first), siteFacts(other, { links: [linkFacts('fibre'), linkFacts('geo')] })]);
  for (const [step, seconds] of steps) {
    const happened = step as typeof happening extends fc.Arbitrary<infer Value> ? Value : never;
    if (happened.what === 'site') world.set(happened.site, { connected: happened.up });
    else if (happened.what === 'link') world.setLink(happened.site, happened.link, { state: happened.state });
    else if (happened.what === 'restart') world.hub = { ...quietHub, startedAt: world.now };
    else world.now += happened.by;
    world.pass(seconds * second, 30 * second);
  }
  return world;
}

t.test(
  '[L40] whatever happens, there is one open alert of a cause at most, and none when all has been well',
  async (t) => {
    fc.assert(
      fc.property(history, (steps) => {
        const world = play(steps);
        const causes = world.open.map(({ kind, sites, link }) =>
          [kind.startsWith('link') ? 'link' : kind, ...sites, link].join(' '),
        );
        if (new Set(causes).size !== causes.length) return false;
        world.hub = quietHub;
        for (const { code } of world.sites) {
          world.set(code, { connected: true, links: [linkFacts('fibre'), linkFacts('geo')] });
        }
        world.pass(45 * minute);
        return world.open.length === 0;
      }),
      { numRuns: 60 },
    );
    t.pass();
  },
);

t.test('[L40] whatever happens, an alert that has ended ended after it began, and names its site', async (t) => {
  fc.assert(
    fc.property(
      history.map((steps) => steps.filter(([{ what }]) => what !== 'clock')),
      (steps) =>
        [...play(steps).alerts.values()].every(
          ({ startedAt, endedAt, sites }) => (endedAt === null || endedAt >= startedAt) && sites.length > 0,
        ),
    ),
    { numRuns: 60 },
  );
  t.pass();
});
