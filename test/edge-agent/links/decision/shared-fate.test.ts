import t from 'tap';
import { cellular, fibre, satellite, starlink } from '../../../support/link-lines.js';
import { LinkWorld } from '../../../support/link-world.js';

t.test('[L19] a hub that starts again, however often, does not teach that its links share a fate', async (t) => {
  for (const kind of ['refuse', 'blackhole'] as const) {
    for (const lines of [
      [fibre, cellular, satellite],
      [fibre, starlink, cellular],
    ]) {
      const world = new LinkWorld(lines, 7).traffic(1_000).run(60_000);
      for (let round = 0; round < 5; round += 1) {
        world.faults = [{ kind, from: world.now, to: world.now + 4_000 }];
        world.run(world.now + 90_000);
      }
      t.same(Object.fromEntries(world.state.fates), {}, `${kind}, ${lines.map(({ plan }) => plan.link).join(', ')}`);
    }
  }
});

t.test('[L19] after everything was away at once, what fails later is learnt as before', async (t) => {
  const world = new LinkWorld([fibre, cellular, starlink], 7).traffic(1_000).run(60_000);
  const from = world.now;
  world.faults = [
    { kind: 'blackhole', from, to: from + 4_000 },
    ...['fibre', 'cellular'].map((link) => ({
      ...{ link, kind: 'blackhole' as const },
      ...{ from: from + 120_000, to: from + 180_000 },
    })),
  ];
  world.run(from + 300_000);
  t.same(world.state.fates.get('cellular fibre'), { together: 1, alone: 0 });
});
