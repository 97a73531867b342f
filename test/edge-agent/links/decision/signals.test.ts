import t from 'tap';
import { judgeSignal } from '../../../../edge-agent/links/decision/judge-signal.js';
import type { LinkCauseCode } from '../../../../protocol/links/link-causes.js';
import type { CellularSignal, Signal, StarlinkSignal } from '../../../../protocol/links/link-signal.js';
import { cellular, type Fault, fibre, type Line, satellite, starlink } from '../../../support/link-lines.js';
import { LinkWorld } from '../../../support/link-world.js';

const cable = (carrier: boolean): Signal => ({ kind: 'fibre', device: 'eth1', carrier, errors: 0, drops: 0 });
const modem = (said: Partial<CellularSignal>): Signal => ({
  ...{ kind: 'cellular', operator: 'MTN', technology: 'lte', signalPercent: 60, rsrpDbm: -98 },
  ...{ roaming: false, registered: true, ...said },
});
const terminal = (said: Partial<StarlinkSignal>): Signal => ({
  ...{ kind: 'starlink', state: 'connected', obstructedFraction: 0, obstructed: false, outageCause: null },
  ...{ pingLossFraction: 0, latencyMilliseconds: 40, ...said },
});

const minute = 60_000;

/** A site whose first line is in use for two minutes. */
function running(lines: readonly Line[], seed = 3): LinkWorld {
  return new LinkWorld(lines, seed).traffic(2_000).run(2 * minute);
}

function cut(world: LinkWorld, kind: Fault['kind'], link: string): void {
  world.faults = [{ link, kind, from: world.now, to: world.now + 10 * minute }];
}

t.test('[L61] a cable that was pulled is left at once, before a probe is missed', async (t) => {
  for (let seed = 0; seed < 20; seed += 1) {
    const world = running([fibre, cellular, satellite], seed);
    t.equal(world.carrier(1), 'fibre');
    cut(world, 'blackhole', 'fibre');
    world.tell({ kind: 'signal', link: fibre.plan.link, signal: cable(false) });
    t.equal(world.carrier(1), 'cellular', `seed ${seed}`);
    t.equal(world.causeOf(fibre.plan.link), 'link-down');
    t.match(world.decisions.at(-1), {
      reason: 'unreachable',
      evidence: [{ link: 'fibre', condition: 'down', signal: { carrier: false } }, {}, {}],
    });
  }
});

t.test('[L61] a device that is not that of the link cannot take it away for long', async (t) => {
  const world = running([fibre, cellular]);
  world.tell({ kind: 'signal', link: fibre.plan.link, signal: cable(false) });
  world.run(world.now + 2 * minute);
  t.equal(world.carrier(1), 'fibre', 'it answers, whatever the device says');
  const { length } = world.decisions;
  for (let times = 0; times < 10; times += 1) {
    world.tell({ kind: 'signal', link: fibre.plan.link, signal: cable(false) });
    world.run(world.now + 30_000);
  }
  t.equal(world.decisions.length, length);
  t.equal(world.causeOf(fibre.plan.link), 'none');
});

t.test('[L61] the cable is back: the link is used again when it has been clean', async (t) => {
  const world = running([fibre, cellular]);
  cut(world, 'blackhole', 'fibre');
  world.tell({ kind: 'signal', link: fibre.plan.link, signal: cable(false) });
  world.run(world.now + 20_000);
  world.faults = [];
  world.tell({ kind: 'signal', link: fibre.plan.link, signal: cable(true) });
  world.run(world.now + 2 * minute);
  t.equal(world.causeOf(fibre.plan.link), 'none');
});

t.test(
  '[L61] modem and terminal name the cause of a link that is silent, and take none away that answers',
  async (t) => {
    const cases: readonly (readonly [Line, Signal, LinkCauseCode])[] = [
      [cellular, modem({ registered: false, signalPercent: null }), 'link-down'],
      [cellular, modem({ signalPercent: 0 }), 'link-down'],
      [cellular, modem({}), 'blackhole'],
      [cellular, modem({ signalPercent: null }), 'blackhole'],
      [starlink, terminal({ state: 'outage', outageCause: 'stowed' }), 'link-down'],
      [starlink, terminal({ state: 'disabled', outageCause: 'no-active-account' }), 'no-credit'],
      [starlink, terminal({ state: 'disabled', outageCause: 'blocked-country' }), 'link-down'],
      [starlink, terminal({ state: 'reconfiguring', outageCause: 'no-sats' }), 'blackhole'],
      [starlink, terminal({}), 'blackhole'],
    ];
    for (const [line, signal, cause] of cases) {
      const world = running([line, satellite]);
      const { link } = line.plan;
      world.tell({ kind: 'signal', link, signal });
      world.run(world.now + 10_000);
      t.equal(world.causeOf(link), 'none', `${JSON.stringify(signal)} while it answers`);
      cut(world, 'blackhole', link);
      world.run(world.now + 10_000);
      t.equal(world.causeOf(link), cause, JSON.stringify(signal));
      world.tell({ kind: 'signal', link, signal: undefined });
      t.equal(world.causeOf(link), 'blackhole', 'nothing is known any more');
    }
  },
);

t.test('[L62] somebody else answers over the link: no credit, until the hub is heard again', async (t) => {
  const world = running([cellular, fibre]);
  const { link } = cellular.plan;
  world.tell({ kind: 'captive', link, captive: true });
  t.equal(world.causeOf(link), 'none', 'a link that works is not accused');
  cut(world, 'blackhole', link);
  // An answer of before the cut may still be under way.
  world.run(world.now + 1_000);
  world.tell({ kind: 'captive', link, captive: true });
  world.run(world.now + 9_000);
  t.equal(world.causeOf(link), 'no-credit');
  world.faults = [];
  world.run(world.now + 5 * minute);
  t.equal(world.causeOf(link), 'none');
  cut(world, 'blackhole', link);
  world.run(world.now + 10_000);
  t.equal(world.causeOf(link), 'blackhole', 'the next outage is judged anew');
});

t.test('[L61] what a signal means', async (t) => {
  t.equal(judgeSignal(cable(true)), 'none');
  t.equal(judgeSignal(terminal({ state: 'disabled', outageCause: 'data-overage-sandbox-policy' })), 'no-credit');
});
