import t from 'tap';
import { cellular, fibre, line } from '../../../support/link-lines.js';
import { LinkWorld } from '../../../support/link-world.js';

const minute = 60_000;
const cold = line('geo', { kind: 'geo', metered: true, standby: 'cold', roundTripMilliseconds: 600 });
const asleep = line('geo', { kind: 'geo', metered: true, standby: 'asleep', roundTripMilliseconds: 600 });
const geo = cold.plan.link;

t.test('[L18] a cold link is opened when nothing else works, and let go when something has for a minute', async (t) => {
  const world = new LinkWorld([fibre, cold], 1).traffic(2_000).run(minute);
  t.equal(world.opened.get(geo), undefined, 'nothing while the fibre settles');
  world.run(2 * minute);
  t.equal(world.opened.get(geo), 1, 'once, for the key of its probes');
  t.equal(world.state.links[1]?.session, 'down', 'for a moment only');
  world.run(10 * minute);
  t.equal(world.opened.get(geo), 1);
  t.ok((world.probes.get(geo) ?? 0) >= 15, 'it is probed from then on');
  world.faults = [{ link: 'fibre', kind: 'blackhole', from: world.now, to: world.now + 2 * minute }];
  const start = world.now;
  t.ok(world.runUntilLeft(fibre.plan.link, start + minute));
  while (world.carrier(1) !== geo && world.now < start + minute) world.run(world.now + 10);
  t.ok(world.now - start < 6_000, `on the cold link after ${Math.round(world.now - start)} ms`);
  t.not(world.carrier(5), geo, 'bulk waits');
  world.run(start + 5 * minute);
  t.equal(world.carrier(1), fibre.plan.link);
  t.match(world.decisions.at(-1), { reason: 'cheaper', from: geo, to: 'fibre' });
  t.equal(world.state.links[1]?.session, 'down', 'let go');
});

t.test('[L17][L18] a link that sleeps wakes for something urgent, and costs nothing before', async (t) => {
  const world = new LinkWorld([fibre, asleep], 1).run(minute);
  world.faults = [{ link: 'fibre', kind: 'blackhole', from: world.now, to: world.now + 600 * minute }];
  world.run(world.now + 10 * minute);
  t.equal(world.opened.get(geo), undefined);
  t.equal(world.probes.get(geo), undefined);
  world.tell({ kind: 'urgent', waits: true });
  world.run(world.now + 4_000);
  t.equal(world.carrier(1), geo);
  world.tell({ kind: 'urgent', waits: false });
  world.run(world.now + 3 * minute);
  t.equal(world.opened.get(geo), 1);
  t.equal(world.state.links[1]?.held, false, 'asleep again');
  world.run(world.now + 6 * 60 * minute);
  t.equal(world.opened.get(geo), 2, 'it asks what the hub has, now and then');
});

t.test('[L18] a person’s choice stands while the link lives, and no longer', async (t) => {
  const world = new LinkWorld([fibre, cellular], 1).run(minute);
  world.tell({ kind: 'force', link: cellular.plan.link });
  t.equal(world.carrier(1), cellular.plan.link);
  world.faults = [{ link: 'cellular', kind: 'blackhole', from: world.now, to: world.now + minute }];
  world.run(world.now + 5_000);
  t.equal(world.carrier(1), fibre.plan.link, 'nothing urgent waits for a dead link');
  world.run(world.now + 2 * minute);
  t.equal(world.carrier(1), cellular.plan.link);
  world.tell({ kind: 'force', link: undefined });
  world.run(world.now + 1_500);
  t.match(world.decisions.at(-1), { reason: 'not-forced', to: 'fibre' });
});

t.test('[L18][L52] a link whose bytes are spent keeps what is urgent, and gives the rest to any other', async (t) => {
  const world = new LinkWorld([{ ...cold, plan: { ...cold.plan, standby: 'warm', carriesBulk: true } }], 1).run(minute);
  t.equal(world.carrier(5), geo);
  world.tell({ kind: 'budget', link: geo, exhausted: true });
  t.equal(world.carrier(1), geo);
  t.equal(world.carrier(2), undefined);
  t.match(world.decisions.at(-1), { reason: 'budget-spent', lanes: [2, 3, 4, 5] });
  t.equal(world.causeOf(geo), 'budget');
});

t.test('[L17] a session that a free link has swallowed is opened anew', async (t) => {
  const world = new LinkWorld([fibre, cellular], 1).run(minute);
  world.faults = [{ link: 'fibre', kind: 'blackhole', from: world.now, to: world.now + minute }];
  world.run(world.now + 15_000);
  t.equal(world.state.links[0]?.session, 'down');
});

t.test(
  '[L18] a cold link that gives no sign of life is tried by a session now and then, and not for long',
  async (t) => {
    const world = new LinkWorld([fibre, cold], 1).traffic(2_000).run(3 * minute);
    world.faults = [{ link: 'geo', kind: 'blackhole', from: world.now, to: world.now + 120 * minute }];
    world.run(world.now + 60 * minute);
    t.ok((world.opened.get(geo) ?? 0) <= 4, `${world.opened.get(geo)} times in an hour`);
    t.equal(world.state.links[1]?.held, false);
    world.faults = [];
    world.run(world.now + 40 * minute);
    t.not(world.state.links[1]?.condition, 'down', 'found again');
  },
);

t.test('[L54] a poll over a link that does not open ends, and one that opens listens for a while', async (t) => {
  const world = new LinkWorld([fibre, asleep], 1).run(minute);
  const end = world.now + 24 * 60 * minute;
  world.faults = [
    { link: 'fibre', kind: 'blackhole', from: world.now, to: end },
    { link: 'geo', kind: 'blackhole', from: world.now, to: world.now + 6 * 60 * minute + minute },
  ];
  world.run(world.now + 6 * 60 * minute + 2 * minute);
  t.equal(world.opened.get(geo), 1);
  t.equal(world.state.links[1]?.held, false, 'given up');
  const isUp = () => world.state.links[1]?.session === 'up';
  while (!isUp() && world.now < end) world.run(world.now + 1_000);
  const opened = world.now;
  while (isUp() && world.now < end) world.run(world.now + 1_000);
  t.ok(Math.abs(world.now - opened - 20_000) < 2_000, `listens for ${world.now - opened} ms`);
});
