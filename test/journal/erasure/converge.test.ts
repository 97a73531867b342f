import t, { type Test } from 'tap';
import type { Journal } from '../../../journal/open.js';
import type { ParsedResource } from '../../../record/resource.js';
import { erasureOf } from '../../support/erasures.js';
import { observation, patient, referral, settle, write } from '../../support/journal-fixtures.js';
import { carryDown, carryUp, feedOf, star } from '../../support/journal-star.js';
import { seededRandom } from '../../support/seeded-random.js';

const secret = 'Bikoutsi';
const seeds = 12;
const steps = 40;

t.test(
  '[W12][M1][S9] whenever each node carries an order out, all come to the same, and nothing comes back',
  async (t) => {
    for (let seed = 1; seed <= seeds; seed += 1) await runSeed(t, seed);
  },
);

async function runSeed(t: Test, seed: number): Promise<void> {
  const random = seededRandom(seed);
  const { hub, sites } = await star(t, 2);
  const [a, b] = sites;
  await write(a.journal, patient('p1'), referral('r1', 'p1', b.code), patient('p2'), referral('r2', 'p2', b.code));
  const written = new Map<string, ParsedResource>();
  const writeSome = async (journal: Journal) => {
    const of = `p${1 + random.below(2)}`;
    const text = of === 'p1' ? secret : 'Makossa';
    const resource = observation(`${of}-o${random.below(4)}`, of, { valueString: `${text} ${random.below(1e9)}` });
    try {
      await write(journal, resource);
      written.set(resource.id, resource);
    } catch (error) {
      if ((error as { code?: string }).code !== 'erased') throw error;
    }
  };
  const acts = [
    () => writeSome(a.journal),
    () => writeSome(b.journal),
    () => carryUp(hub, a),
    () => carryUp(hub, b),
    () => carryDown(hub, a),
    () => carryDown(hub, b),
    () => settle(hub),
  ];
  const nodes = [hub, a.journal, b.journal];
  const erasedAt = new Map(nodes.map((node) => [node, 5 + random.below(steps - 5)]));
  for (let step = 0; step < steps; step += 1) {
    for (const [node, at] of erasedAt) if (at === step) await node.erasures.erase(erasureOf('p1'));
    await acts[random.below(acts.length)]?.();
  }
  for (let round = 0; round < 3; round += 1) {
    for (const site of sites) await carryUp(hub, site);
    await settle(hub);
    for (const site of sites) await carryDown(hub, site);
  }
  for (const [id, resource] of written) {
    const shown = await Promise.all(nodes.map((node) => node.records.read(resource)));
    const bodies = new Set(shown.flatMap((version) => (version === undefined ? [] : [version.body])));
    t.equal(bodies.size, 1, `seed ${seed}: ${id} is the same everywhere`);
    t.equal(bodies.has(''), id.startsWith('p1'), `seed ${seed}: ${id}`);
  }
  for (const node of nodes) {
    const { versions } = await node.records.history({ count: 200 });
    t.notOk(
      versions.some(({ body }) => body.includes(secret)),
      `seed ${seed}`,
    );
    t.strictSame(await node.poison.counts(), [], `seed ${seed}`);
    t.ok(node.verify().audit);
  }
  for (const site of sites) await feedOf(hub, site.code);
}
