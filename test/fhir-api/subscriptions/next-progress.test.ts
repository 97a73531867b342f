import fc from 'fast-check';
import t from 'tap';
import { apiLimits } from '../../../fhir-api/limits.js';
import { afterFailure, afterLook, afterTaken, dueOf } from '../../../fhir-api/subscriptions/next-progress.js';
import type { SubscriptionProgress } from '../../../journal/subscriptions/subscription-store.js';

const begun: SubscriptionProgress = { status: 'requested', cursor: 0, failures: 0 };
const bounds = { endMilliseconds: undefined, hasRights: true };
const day = 24 * 60 * 60_000;

/** What happens to a subscription that is served; times in milliseconds. */
type Event =
  | { readonly kind: 'written'; readonly count: number }
  | { readonly kind: 'answers'; readonly takes: boolean }
  | { readonly kind: 'time'; readonly milliseconds: number };

const events = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('written' as const), count: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ kind: fc.constant('answers' as const), takes: fc.boolean() }),
    fc.record({ kind: fc.constant('time' as const), milliseconds: fc.integer({ min: -3_600_000, max: 3_600_000 }) }),
  ),
  { minLength: 10, maxLength: 80 },
);

t.test(
  '[F114] whatever happens, each version is delivered in order, none left out, doubled only where an answer was lost',
  async (t) => {
    let delivered = 0;
    const run = (list: Event[], randoms: number[], lost: boolean[]) => {
      let [progress, now, head, takes] = [begun, 1_790_000_000_000, 0, true];
      const taken: number[] = [];
      let step = 0;
      const attempt = () => {
        const due = dueOf(progress, bounds, now);
        if (due.kind === 'wait') {
          if (due.milliseconds > apiLimits.hookRetryMillisecondsMax) throw new Error('waits too long');
          now += due.milliseconds;
          return;
        }
        const [random = 0, isLost = false] = [randoms[step % randoms.length], lost[step % lost.length]];
        step += 1;
        if (due.kind === 'greet') {
          progress = takes ? afterTaken(progress) : afterFailure(progress, 'busy', now, random);
          return;
        }
        if (due.kind !== 'deliver' || progress.cursor >= head) return;
        const version = progress.cursor + 1;
        // Every third is for nobody.
        if (version % 3 === 0) {
          progress = afterLook(progress, version);
          return;
        }
        if (takes) taken.push(version);
        // A program that is killed before it keeps what it knows asks again.
        if (takes && isLost) return;
        progress = takes ? afterTaken(progress, version) : afterFailure(progress, 'time-out', now, random);
      };
      for (const event of list) {
        if (event.kind === 'written') head += event.count;
        else if (event.kind === 'answers') takes = event.takes;
        else now += event.milliseconds;
        attempt();
        if (progress.status === 'off') return;
      }
      takes = true;
      for (let rounds = 0; rounds < 1_000 && progress.cursor < head; rounds += 1) attempt();
      const once = taken.filter((version, index) => version !== taken[index - 1]);
      const all = Array.from({ length: head }, (_, index) => index + 1).filter((version) => version % 3 !== 0);
      if (once.join() !== all.join()) throw new Error(`${once}, not ${all}`);
      if (head > 0 && progress.status !== 'active') throw new Error(progress.status);
      delivered += once.length;
    };
    const randoms = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 9 });
    const losses = fc
      .array(
        fc.integer({ min: 0, max: 3 }).map((number) => number === 3),
        { minLength: 5, maxLength: 9 },
      )
      .filter((list) => !list.every(Boolean));
    fc.assert(fc.property(events, randoms, losses, run), { numRuns: 2_000, seed: 12 });
    t.ok(delivered > 10_000, `${delivered} deliveries`);
  },
);

t.test(
  '[F114] pauses double up to a quarter of an hour, half of each left to chance; a receiver is given up after a week',
  async (t) => {
    let [progress, now] = [{ ...begun, status: 'active' as const } as SubscriptionProgress, 0];
    const pauses: number[] = [];
    for (let failures = 1; progress.status !== 'off'; failures += 1) {
      const early = afterFailure(progress, 'unreachable', now, 0);
      progress = afterFailure(progress, 'unreachable', now, 0.999_999);
      const [least, most] = [early, progress].map(({ retryMilliseconds = 0 }) => retryMilliseconds - now);
      if (progress.status === 'off') break;
      t.ok(Math.abs((least ?? 0) * 2 - (most ?? 0)) < 5, `${least} to ${most}`);
      pauses.push(most ?? 0);
      t.equal(progress.status, failures < 3 ? 'active' : 'error');
      t.equal(progress.error, failures < 3 ? undefined : 'unreachable');
      now = progress.retryMilliseconds ?? now;
      if (pauses.length > 1_000) throw new Error('never given up');
    }
    t.strictSame(
      pauses.slice(0, 3).map((each) => Math.round(each / 1_000)),
      [5, 10, 20],
    );
    t.ok(Math.max(...pauses) <= apiLimits.hookRetryMillisecondsMax && (pauses.at(-1) ?? 0) > 0.99 * 15 * 60_000);
    t.ok(now >= 7 * day && now < 7 * day + 15 * 60_000, `${now / day} days`);
    t.match(progress, { status: 'off', error: 'unreachable' });
  },
);

t.test(
  '[F113] what is due follows from what is kept: rights, end, the clock, also one that was set back',
  async (t) => {
    const active = { ...begun, status: 'active' } as const;
    t.strictSame(dueOf(begun, bounds, 5), { kind: 'greet' });
    t.strictSame(dueOf(active, bounds, 5), { kind: 'deliver' });
    t.strictSame(dueOf({ ...active, status: 'error' }, bounds, 5), { kind: 'deliver' });
    t.strictSame(dueOf(active, { ...bounds, hasRights: false }, 5), { kind: 'turn-off', error: 'rights-ended' });
    t.strictSame(dueOf(active, { ...bounds, endMilliseconds: 5 }, 5), { kind: 'turn-off', error: 'ended' });
    t.strictSame(dueOf({ ...active, status: 'off' }, { ...bounds, hasRights: false }, 5), { kind: 'nothing' });
    const later = { ...active, retryMilliseconds: 10 * day };
    t.strictSame(dueOf(later, bounds, 10 * day - 5), { kind: 'wait', milliseconds: 5 });
    t.strictSame(dueOf(later, bounds, 0), { kind: 'deliver' }, 'the clock was set back');
    t.strictSame(dueOf(later, bounds, 10 * day), { kind: 'deliver' });
    t.match(afterFailure(active, 'gone', 5, 0), { status: 'off', error: 'gone' });
    t.equal(afterFailure(begun, 'busy', 5, 0).status, 'requested', 'it has yet to be greeted');
    const setBack = afterFailure({ ...active, failures: 4, failingSinceMilliseconds: 9 * day }, 'busy', day, 0);
    t.equal(setBack.failingSinceMilliseconds, day);
  },
);
