import fc from 'fast-check';
import t from 'tap';
import { Problem } from '../../../protocol/problem.js';
import { isUntouched, nextUpgrade } from '../../../provisioning/upgrade/next-step.js';
import { resumeUpgrade, runUpgrade, type UpgradeActs } from '../../../provisioning/upgrade/run-upgrade.js';
import {
  type OpenUpgrade,
  type UpgradeOutcome,
  type UpgradeState,
  upgradeSteps,
} from '../../../provisioning/upgrade/upgrade-state.js';

/** The power goes out, or the command is killed. */
class Cut extends Error {}

interface Plan {
  /** At which of its writes and deeds the world is cut off, counted over all runs. */
  readonly cuts: readonly number[];
  /** What the new release does wrong: never, or at this step. */
  readonly broken: 'no' | 'preflight' | 'copy' | 'stop' | 'switch' | 'start' | 'prove';
  readonly wayBack: boolean;
}

const plans: fc.Arbitrary<Plan> = fc.record({
  cuts: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 6 }),
  broken: fc.constantFrom('no', 'preflight', 'copy', 'stop', 'switch', 'start', 'prove'),
  wayBack: fc.boolean(),
});

/** A box: what it remembers, what `current` names, what runs, and who last wrote the database. */
class World {
  state: UpgradeState = { open: null, staged: null, last: null };
  current = 'old';
  runs: string | undefined = 'old';
  newWrote = false;
  /** A release was started that cannot open the database, or nothing runs and nobody knows. */
  lost = false;
  #deeds = 0;
  readonly #plan: Plan;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  readonly memory = {
    read: () => this.state,
    write: (state: UpgradeState) => {
      this.#deed(() => {
        this.state = state;
      });
    },
  };

  readonly acts: UpgradeActs = {
    preflight: async () => this.#break('preflight'),
    copy: async () => this.#break('copy'),
    stop: async () => {
      if (this.current === 'old') this.#break('stop');
      this.#deed(() => {
        this.runs = undefined;
      });
    },
    point: async (version) => {
      if (version === 'new') this.#break('switch');
      this.#deed(() => {
        this.current = version;
      });
    },
    start: async () => {
      if (this.current === 'new') this.#break('start');
      this.#deed(() => this.boot());
    },
    prove: async (_open, version) => {
      if (this.current === 'new') this.#break('prove');
      if (this.runs !== version) throw new Problem('release-unhealthy', String(this.runs));
    },
  };

  /** Else only the command was killed, and the machine goes on. */
  isPowerCut(): boolean {
    return this.#deeds % 3 > 0;
  }

  /** What the machine does by itself after a power cut, too. */
  boot(): void {
    if (this.runs !== undefined) return;
    this.runs = this.current;
    if (this.current === 'new') this.newWrote = true;
    if (this.current === 'old' && this.newWrote && !this.#plan.wayBack) this.lost = true;
  }

  /** A cut comes before or behind what is done, never within: each deed is atomic on the disk. */
  #deed(act: () => void): void {
    this.#deeds += 1;
    const isCut = this.#plan.cuts.includes(this.#deeds);
    if (isCut && this.#deeds % 2 === 0) throw new Cut();
    act();
    if (isCut) throw new Cut();
  }

  #break(step: Plan['broken']): void {
    this.#deed(() => {});
    if (this.#plan.broken === step) throw new Problem('release-unhealthy', step);
  }
}

const begun: OpenUpgrade = {
  ...{ dir: '/site', from: 'old', to: 'new', step: 'preflight', wayBack: true },
  ...{ cuts: 0, code: null, begunAt: 0 },
};

/** Runs an upgrade over power cuts, after each of which the machine starts what `current` names and the command runs again. */
async function live(world: World, open: OpenUpgrade): Promise<UpgradeOutcome | undefined> {
  const ground = { acts: world.acts, memory: world.memory, now: () => 7 };
  let run = () => runUpgrade(open, ground) as Promise<UpgradeOutcome | undefined>;
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Cut)) throw error;
      // What is written down as untouched waits for its hour: the site must run meanwhile.
      const { open: begunSoFar } = world.state;
      const isKnown = begunSoFar === null ? world.state.last?.outcome === 'stuck' : !isUntouched(begunSoFar);
      if (world.runs === undefined && !isKnown) world.lost = true;
      if (world.isPowerCut()) {
        world.runs = undefined;
        world.boot();
      }
      run = () => resumeUpgrade(ground);
    }
  }
}

t.test('[U5][U6] an upgrade that is cut anywhere, any number of times, ends with a site that runs', async (t) => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const world = new World(plan);
      const outcome = (await live(world, { ...begun, wayBack: plan.wayBack })) ?? world.state.last;
      // Cut before it was written down that there is an upgrade: nothing happened.
      if (outcome === null) return world.current === 'old' && world.runs === 'old';
      seen.add(`${plan.broken} ${outcome.outcome}`);
      const isConsistent =
        outcome.outcome === 'ok'
          ? world.current === 'new' && world.runs === 'new' && plan.broken === 'no'
          : outcome.outcome === 'stuck'
            ? !plan.wayBack && (world.runs === world.current || plan.broken === 'start')
            : world.current === 'old' && world.runs === 'old';
      return isConsistent && !world.lost && world.state.open === null && world.state.staged === null;
    }),
    { numRuns: 3_000, examples: [[{ cuts: [], broken: 'prove', wayBack: true }]] },
  );
  for (const wanted of ['no ok', 'preflight refused', 'copy refused', 'prove came-back', 'start stuck']) {
    t.ok(seen.has(wanted), wanted);
  }
});

t.test('[U5] every step is followed by one, or by an end, whatever happens', async (t) => {
  for (const step of upgradeSteps) {
    for (const kind of ['done', 'failed', 'cut'] as const) {
      const event = kind === 'failed' ? ({ kind, code: 'time-out' } as const) : { kind };
      const next = nextUpgrade({ ...begun, step, code: step.startsWith('back-') ? 'release-unhealthy' : null }, event);
      t.ok(next.kind === 'goes-on' || next.ended.to === 'new', `${step} ${kind}`);
    }
  }
});

t.test('[U5] a release that takes the machine down again and again is given up', async (t) => {
  const fourth = nextUpgrade({ ...begun, step: 'prove', cuts: 3 }, { kind: 'cut' });
  t.match(fourth, { open: { step: 'back-stop', code: 'release-unhealthy' } });
  const second = nextUpgrade({ ...begun, step: 'prove', cuts: 1 }, { kind: 'cut' });
  t.match(second, { open: { step: 'prove', code: null } });
});

t.test('[U6] the first release of a box has nothing to go back to', async (t) => {
  const first = nextUpgrade({ ...begun, from: null, step: 'prove' }, { kind: 'failed', code: 'release-unhealthy' });
  t.match(first, { ended: { outcome: 'stuck', code: 'release-unhealthy' } });
});

t.test('[U5] an error that no list knows is no verdict about a release', async (t) => {
  const world = new World({ cuts: [], broken: 'no', wayBack: true });
  const acts = { ...world.acts, prove: () => Promise.reject(new Error('a mistake of ours')) };
  await t.rejects(runUpgrade(begun, { acts, memory: world.memory, now: () => 1 }), { message: 'a mistake of ours' });
  t.match(world.state.open, { step: 'prove' }, 'the next command carries it on');
});
