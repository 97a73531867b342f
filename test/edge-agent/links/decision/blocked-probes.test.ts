import fc from 'fast-check';
import t from 'tap';
import type { LinkHappening } from '../../../../edge-agent/links/decision/link-event.js';
import { type LinksState, nextLinks, openLinks } from '../../../../edge-agent/links/decision/next-links.js';
import { standingOf } from '../../../../edge-agent/links/decision/show-links.js';
import type { LinkName } from '../../../../protocol/ids.js';
import { cellular, type Fault, fibre, type Line, line, satellite } from '../../../support/link-lines.js';
import { quantile } from '../../../support/link-trials.js';
import { LinkWorld } from '../../../support/link-world.js';

const minute = 60_000;
const day = 24 * 60 * minute;
const warm = line('geo', {
  ...{ kind: 'geo', metered: true, standby: 'warm', roundTripMilliseconds: 600, jitterMilliseconds: 40, loss: 0.002 },
});
const cold = { ...warm, plan: { ...warm.plan, standby: 'cold' as const } };
const geo = warm.plan.link;
const lines = [fibre, cellular, satellite];
/** A question and its answer, and a probe that nobody answers, in bytes on the wire. */
const [questionBytes, tunnelledBytes, probeBytes] = [450, 1_100, 52];

function blocked(...links: readonly LinkName[]): readonly Fault[] {
  return links.map((link) => ({ link, kind: 'probes', from: 0, to: Number.POSITIVE_INFINITY }));
}

/** A site over whose lines no probe was ever answered. */
function unprobed(all: readonly Line[], seed: number, ...links: readonly LinkName[]): LinkWorld {
  const world = new LinkWorld(all, seed);
  world.faults = blocked(...links);
  return world.traffic(2_000);
}

const isBlocked = (world: LinkWorld, name: LinkName) =>
  standingOf(world.state).find(({ link }) => link === name)?.probesBlocked;

t.test('[L70] a link over which no probe was ever answered is used for as long as its session lives', async (t) => {
  for (let seed = 0; seed < 5; seed += 1) {
    for (const all of [[fibre], lines]) {
      const world = unprobed(all, seed, ...all.map(({ plan }) => plan.link)).run(30 * minute);
      t.equal(world.carrier(1), fibre.plan.link);
      t.equal(world.renewed.size, 0, 'no session is ended');
      t.equal(world.decisions.filter(({ lanes }) => lanes.includes(1)).length, 1, 'nothing moves');
      t.match(
        world.state.links,
        all.map(() => ({ condition: 'sound', damping: { penalty: 0 } })),
      );
      t.equal(isBlocked(world, fibre.plan.link), true, 'people are told');
      t.equal(world.causeOf(fibre.plan.link), 'none');
    }
  }
});

t.test('[L70] a firewall that is put in later ends no session and moves nothing on a link that is free', async (t) => {
  for (let seed = 0; seed < 10; seed += 1) {
    const world = new LinkWorld(lines, seed).traffic(2_000).run(2 * minute + seed * 137);
    t.notOk(isBlocked(world, fibre.plan.link));
    world.faults = [{ link: 'fibre', kind: 'probes', from: world.now, to: world.now + 16 * minute }];
    const before = world.decisions.length;
    world.run(world.now + 15 * minute);
    t.equal(world.decisions.length, before, `seed ${seed}`);
    t.equal(world.renewed.size, 0);
    t.equal(isBlocked(world, fibre.plan.link), true);
    world.run(world.now + 2 * minute);
    t.notOk(isBlocked(world, fibre.plan.link), 'it was taken out again');
  }
});

t.test(
  '[L70] the same on a link that is paid by the byte: once left, for a second, and told within half a minute',
  async (t) => {
    for (const pause of [7_000, 20_000]) {
      for (let seed = 0; seed < 5; seed += 1) {
        const world = new LinkWorld([warm], seed).traffic(pause).run(5 * minute);
        const from = world.now;
        world.faults = [{ link: 'geo', kind: 'probes', from, to: from + day }];
        let downMilliseconds = 0;
        let toldAt: number | undefined;
        while (world.run(world.now + 100).now < from + 20 * minute) {
          if (world.state.links[0]?.condition === 'down') downMilliseconds += 100;
          if (isBlocked(world, geo)) toldAt ??= world.now;
        }
        t.ok(downMilliseconds <= 1_000, `down for ${downMilliseconds} ms`);
        t.ok((toldAt ?? Number.POSITIVE_INFINITY) - from <= 30_000, `told after ${(toldAt ?? 0) - from} ms`);
        t.equal(world.state.links[0]?.condition, 'sound');
        t.equal(world.renewed.size, 0);
      }
    }
    const busy = new LinkWorld([warm], 1).traffic(2_000).run(5 * minute);
    busy.faults = [{ link: 'geo', kind: 'probes', from: busy.now, to: busy.now + day }];
    busy.run(busy.now + 20 * minute);
    t.equal(busy.state.links[0]?.condition, 'sound');
    t.equal(busy.questions.get(geo), undefined, '[L17] what is heard stands for a probe there, and for a question');
  },
);

t.test(
  '[L70] a cut is found over the session alone, within 3.5 s, 5 s by satellite, and within a second as ever',
  async (t) => {
    const times = (all: readonly Line[], kind: Fault['kind'], isUnprobed: boolean) =>
      Array.from({ length: 24 }, (_, seed) => {
        const [first] = all;
        if (first === undefined) throw new Error('lines');
        const { link } = first.plan;
        const world = new LinkWorld(all, seed);
        world.faults = isUnprobed ? blocked(link) : [];
        world.traffic(2_000).run(90_000 + seed * 137);
        const from = world.now;
        t.equal(world.carrier(1), link);
        world.faults = [...world.faults, { link, kind, from, to: from + minute }];
        return (world.runUntilLeft(link, from + 40_000) ?? Number.POSITIVE_INFINITY) - from;
      });
    const far = line('far', { kind: 'geo', roundTripMilliseconds: 600, jitterMilliseconds: 40, loss: 0.002 });
    for (const [all, most] of [
      [[fibre, cellular], 3_500],
      [[cellular, fibre], 3_500],
      [[far, line('far-2', { kind: 'geo', roundTripMilliseconds: 600 })], 5_000],
    ] as const) {
      for (const kind of ['blackhole', 'up', 'down'] as const) {
        const found = times(all, kind, true);
        t.comment(`${all[0]?.plan.link} ${kind}: p50 ${quantile(found, 0.5)} max ${quantile(found, 1)} ms`);
        t.ok(quantile(found, 1) <= most, `${all[0]?.plan.link} ${kind}: ${quantile(found, 1)}`);
      }
    }
    t.ok(quantile(times([fibre, cellular], 'blackhole', false), 0.99) <= 1_300, 'where probes are answered');
  },
);

t.test('[L70] once a probe is answered everything is as before', async (t) => {
  for (let seed = 0; seed < 10; seed += 1) {
    const world = unprobed(lines, seed, fibre.plan.link).run(5 * minute);
    t.equal(isBlocked(world, fibre.plan.link), true);
    world.faults = [];
    world.run(world.now + 10_000);
    t.notOk(isBlocked(world, fibre.plan.link));
    const from = world.now + 2 * minute;
    world.run(from);
    world.faults = [{ link: 'fibre', kind: 'blackhole', from, to: from + minute }];
    const left = (world.runUntilLeft(fibre.plan.link, from + 10_000) ?? Number.POSITIVE_INFINITY) - from;
    t.ok(left <= 1_300, `left after ${left} ms`);
  }
});

t.test(
  '[L70][L17] what it costs where bytes are paid: 20 MB in 30 days in a tunnel, and no session of a cold link',
  async (t) => {
    const hours = 3;
    const month = (bytes: number) => (bytes * 30 * 24) / hours;
    const idle = new LinkWorld([fibre, warm], 1);
    idle.faults = blocked(geo);
    idle.run(hours * 60 * minute);
    const [questions, probes] = [idle.questions.get(geo) ?? 0, idle.probes.get(geo) ?? 0];
    t.comment(`${questions} questions, ${probes} probes in ${hours} h`);
    t.ok(questions > 0);
    t.ok(month(questions * questionBytes + probes * probeBytes) <= 10_000_000, 'without a tunnel');
    t.ok(month(questions * tunnelledBytes + probes * probeBytes) <= 20_000_000, 'in a tunnel that slept');
    t.equal(idle.renewed.size, 0);

    const away = new LinkWorld([fibre, cold], 2);
    away.faults = blocked(geo);
    away.run(hours * 60 * minute);
    t.ok((away.opened.get(geo) ?? 0) <= 2 * hours + 1, `opened ${away.opened.get(geo)} times`);
    t.not(away.state.links[1]?.condition, 'down', 'it is there for whoever needs it');
    away.faults = [...away.faults, { link: 'fibre', kind: 'blackhole', from: away.now, to: away.now + 10 * minute }];
    away.traffic(2_000).run(away.now + minute);
    t.equal(away.carrier(1), geo);
  },
);

t.test('[L70] an error of the system about probes alone takes no session away', async (t) => {
  const world = unprobed([fibre, cellular], 1, fibre.plan.link).run(minute);
  for (let times = 0; times < 60; times += 1) {
    world.tell({ kind: 'socket-error', link: fibre.plan.link, code: 'EHOSTUNREACH' });
    world.run(world.now + 1_000);
  }
  t.equal(world.carrier(1), fibre.plan.link);
  t.equal(world.renewed.size, 0);
});

/** Whatever happens beside, and whenever. */
const beside: fc.Arbitrary<Extract<LinkHappening, { kind: 'heard' | 'receipt-late' | 'socket-error' | 'tick' }>> =
  fc.oneof(
    fc.record({ kind: fc.constant('heard' as const), link: fc.constant(fibre.plan.link) }),
    fc.record({ kind: fc.constant('receipt-late' as const), link: fc.constant(fibre.plan.link) }),
    fc.record({
      ...{ kind: fc.constant('socket-error' as const), link: fc.constant(fibre.plan.link) },
      code: fc.constantFrom('EHOSTUNREACH', 'ECONNREFUSED', 'EPERM'),
    }),
    fc.constant({ kind: 'tick' as const }),
  );

t.test(
  '[L70] where every question is answered no story ends a session, and none asks twice at once, whatever becomes of its probes',
  async (t) => {
    const stories = fc.array(fc.tuple(beside, fc.nat({ max: 3_000 }), fc.integer({ min: 1, max: 1_500 })), {
      maxLength: 150,
    });
    fc.assert(
      fc.property(stories, (story) => {
        const seen = new Teller();
        for (const [happening, pause, answer] of story) {
          seen.answerMilliseconds = answer;
          seen.pass(pause);
          seen.tell(happening);
        }
        seen.pass(minute);
        return seen.conditions.size === 1 && seen.conditions.has('sound') && !seen.isRenewed && !seen.isAskedTwice;
      }),
      { numRuns: 200 },
    );
    t.pass();
  },
);

/** One link whose probes nobody answers, and whose questions the hub does. */
class Teller {
  readonly conditions = new Set<string>();
  isRenewed = false;
  isAskedTwice = false;
  answerMilliseconds = 20;
  #state: LinksState = openLinks([fibre.plan], 0);
  #now = 0;
  #wakeAt = 0;
  #answersAt: readonly number[] = [];
  #sequence = 0;

  constructor() {
    this.tell({ kind: 'tick' });
    this.tell({ kind: 'session-up', link: fibre.plan.link, answerMilliseconds: 30 });
  }

  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const [answerAt = Number.POSITIVE_INFINITY] = this.#answersAt;
      const at = Math.min(answerAt, this.#wakeAt);
      if (at > end) break;
      this.#now = Math.max(this.#now, at);
      if (at === answerAt) {
        this.#answersAt = this.#answersAt.slice(1);
        this.tell({ kind: 'replied', link: fibre.plan.link });
      } else this.tell({ kind: 'tick' });
    }
    this.#now = end;
  }

  tell(happening: LinkHappening): void {
    const next = nextLinks(this.#state, { ...happening, atMilliseconds: this.#now });
    this.#state = next.state;
    this.#wakeAt = next.wakeAtMilliseconds;
    for (const { condition } of next.state.links) this.conditions.add(condition);
    for (const order of next.orders) {
      if (order.kind === 'renew') this.isRenewed = true;
      if (order.kind === 'ask') this.#ask();
      if (order.kind === 'probe') this.#send(order.count);
    }
  }

  #ask(): void {
    if (this.#answersAt.length > 0) this.isAskedTwice = true;
    this.#answersAt = [...this.#answersAt, this.#now + this.answerMilliseconds];
  }

  #send(count: number): void {
    for (let index = 0; index < count; index += 1) {
      this.#sequence += 1;
      this.tell({ kind: 'probe-sent', link: fibre.plan.link, sequence: this.#sequence });
    }
  }
}
