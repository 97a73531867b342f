import t from 'tap';
import type { PlantedBug } from '../support/simulated-hub.js';
import { type SimulationFaults, SyncSimulation } from '../support/sync-simulation.js';

const steps = 250;
const seedsMax = 250;

t.test(
  '[S2][S3][S5][S6][S7][S9][S10] over a network that loses, doubles, reorders and alters, with crashes and new sessions, every change arrives once and in order',
  async (t) => {
    const totals: SimulationFaults = {
      lost: 0,
      doubled: 0,
      reordered: 0,
      altered: 0,
      crashed: 0,
      reconnected: 0,
      refused: 0,
    };
    let written = 0;
    for (let seed = 1; seed <= seedsMax; seed += 1) {
      const result = new SyncSimulation(seed).run(steps);
      if (result.broken.length > 0) t.fail(`seed ${seed}: ${result.broken.join('; ')}`);
      for (const kind of Object.keys(totals) as (keyof SimulationFaults)[]) totals[kind] += result.faults[kind];
      written += result.written;
    }
    t.comment(`${seedsMax} seeds, ${written} changes, faults ${JSON.stringify(totals)}`);
    for (const [kind, count] of Object.entries(totals)) t.ok(count > 100, `${kind} happened`);
  },
);

t.test('the same seed gives the same run', async (t) => {
  t.strictSame(new SyncSimulation(42).run(steps), new SyncSimulation(42).run(steps));
});

const plants: readonly (readonly [PlantedBug, string])[] = [
  ['cursor-unchecked', '[S6] a receiver that does not look at its cursor is found'],
  ['dedupe-removed', '[S9] a receiver that applies what it has again is found'],
  ['receipt-before-commit', '[S7] a receipt before the commit is found'],
];

for (const [bug, name] of plants) {
  t.test(name, async (t) => {
    const found = Array.from({ length: 40 }, (_, seed) => new SyncSimulation(seed + 1, bug).run(steps)).filter(
      ({ broken }) => broken.length > 0,
    );
    t.comment(`${bug}: found by ${found.length} of 40 seeds`);
    t.ok(found.length > 0);
  });
}
