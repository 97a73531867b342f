import t from 'tap';
import { runSeed } from '../run-seed.js';
import { cheapFolder, Templates } from '../templates.js';
import { addNoticed, disasterKinds, noneNoticed } from './fates.js';

const templates = new Templates(await cheapFolder());
t.teardown(() => templates.remove());

/** In these, each kind of disaster happens and is to be noticed. */
const seeds = [33, 58, 277, 304];

t.test(
  '[E9][E10][E13][E14] of what is put back or copied nothing is missed, and nothing is asked in vain',
  async (t) => {
    const sum = noneNoticed();
    for (const seed of seeds) {
      const { broken, noticed } = await runSeed(seed, templates, { disasters: true });
      t.strictSame(broken, []);
      addNoticed(sum, noticed);
    }
    for (const kind of disasterKinds) {
      const { happened, noticed, nothingToNotice, missed } = sum.disasters[kind];
      t.ok(noticed > 0, `${kind} is noticed`);
      t.equal(missed, 0);
      t.equal(noticed + nothingToNotice, happened, `each ${kind} has one end`);
    }
    t.ok(sum.outsideWrites > 0, 'people write at boxes that may not speak');
    t.equal(sum.outsideWritesAccepted, 0);
  },
);

t.test(
  'what was written after a loss that nobody had heard of is no outsider’s, whatever is put back later',
  async (t) => {
    t.strictSame((await runSeed(1_125, templates)).broken, []);
  },
);

t.test('a report from before this was asked adds nothing', async (t) => {
  const sum = noneNoticed();
  addNoticed(sum, undefined);
  t.strictSame(sum, noneNoticed());
});
