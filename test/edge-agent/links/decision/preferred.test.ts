import t from 'tap';
import { line, satellite } from '../../../support/link-lines.js';
import { LinkWorld } from '../../../support/link-world.js';

const minute = 60_000;
const first = line('fibre');
const twin = line('fibre-2');
const links = (world: LinkWorld) => world.decisions.filter(({ lanes }) => lanes.includes(1)).map(({ to }) => to);

/** The preferred one of two links that cost nothing was away for a while. */
function afterOutage(preferred: typeof first, other: typeof first, seed = 1): LinkWorld {
  const world = new LinkWorld([preferred, other, satellite], seed).traffic(2_000).run(2 * minute);
  world.faults = [{ link: 'fibre', kind: 'blackhole', from: world.now, to: world.now + minute }];
  return world.run(world.now + minute);
}

t.test(
  '[L58] of two links that are equally good the one configured first carries again, once it is sound',
  async (t) => {
    const world = afterOutage(first, twin);
    t.equal(world.carrier(1), 'fibre-2');
    world.run(world.now + 45_000);
    t.equal(world.carrier(1), 'fibre-2', 'not before it was clean and as good for long enough');
    world.run(world.now + 2 * minute);
    t.equal(world.carrier(1), 'fibre');
    t.match(world.decisions.at(-1), { from: 'fibre-2', to: 'fibre', reason: 'preferred' });
    const moves = world.decisions.length;
    world.run(world.now + 60 * minute);
    t.equal(world.decisions.length, moves, 'and there it stays');
  },
);

t.test(
  '[L58] one that is clearly worse does not come back for its place, one that is clearly better does sooner',
  async (t) => {
    const slower = afterOutage(line('fibre', { roundTripMilliseconds: 60 }), twin);
    slower.run(slower.now + 20 * minute);
    t.equal(slower.carrier(1), 'fibre-2');
    const faster = afterOutage(first, line('fibre-2', { roundTripMilliseconds: 60 }));
    faster.run(faster.now + 50_000);
    t.match(faster.decisions.at(-1), { to: 'fibre', reason: 'better' });
  },
);

t.test(
  '[L58][L19] links of about the same speed do not take turns, however near to the measure they are',
  async (t) => {
    for (const roundTripMilliseconds of [16, 20, 24, 28, 32, 40]) {
      const world = afterOutage(
        line('fibre', { roundTripMilliseconds, jitterMilliseconds: 12 }),
        twin,
        roundTripMilliseconds,
      );
      world.run(world.now + 60 * minute);
      t.ok(links(world).length <= 4, `${roundTripMilliseconds} ms against 20: ${links(world)}`);
    }
  },
);

t.test('[L58][L19] one that keeps failing is waited for ever longer', async (t) => {
  const world = new LinkWorld([first, twin, satellite], 3).traffic(2_000).run(2 * minute);
  const from = world.now;
  world.faults = Array.from({ length: 30 }, (_, index) => ({
    ...{ link: 'fibre', kind: 'blackhole' as const },
    ...{ from: from + index * 2 * minute, to: from + index * 2 * minute + 10_000 },
  }));
  world.run(from + 60 * minute);
  t.ok(links(world).length <= 6, `${links(world)}`);
});
