import fc from 'fast-check';
import t from 'tap';
import { chainStart, type LogScope } from '../../../protocol/change.js';
import type { LaneCursor } from '../../../protocol/control/durability.js';
import type { Hello } from '../../../protocol/control/hello.js';
import { type ChainAt, holdsCursor } from '../../../protocol/epoch/cursors.js';
import { judgeEpoch, type RunStand } from '../../../protocol/epoch/judge-epoch.js';
import { isHubRestored } from '../../../protocol/epoch/judge-hub.js';
import { judgeWelcome } from '../../../protocol/epoch/judge-welcome.js';
import { isBehindWitness } from '../../../protocol/epoch/witness.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { welcomeOf } from '../../support/journal-fixtures.js';
import { plainHello } from '../../support/protocol-arbitraries.js';

const site = parseSiteCode('7KD');
const scope: LogScope = { direction: 'up', site, epoch: 1, lane: 2 };

/** A log of one lane: one letter for each change; two logs agree as far as their letters do. */
function chainIn(letters: string, of = scope) {
  return (seq: number) =>
    seq === 0 ? chainStart(of) : seq > letters.length ? undefined : Buffer.from(letters.slice(0, seq).padEnd(32, '.'));
}
const chainsOf =
  (letters: string): ChainAt =>
  (asked, seq) =>
    asked.epoch === scope.epoch && asked.direction === 'up' && asked.lane === scope.lane
      ? chainIn(letters)(seq)
      : undefined;
const cursorAt = (letters: string, seq: number): LaneCursor => ({
  ...{ lane: 2, seq, chain: chainIn(letters)(seq) ?? new Uint8Array(32) },
});
const helloOf = (letters: string, more: Partial<Hello> = {}): Hello => ({
  ...{ kind: 'hello', protocol: 1, schema: 1, site, epoch: 1, bootId: 'b', dictionaries: [], hubEpoch: 1, downs: [] },
  ...{ ...plainHello, heads: [cursorAt(letters, letters.length)] },
  ...more,
});

const logs = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 });
const runs = fc.constantFrom<RunStand>('new', 'earlier');

t.test('[E10] a session opens only when the log goes on where the hub’s copy of it ends', async (t) => {
  fc.assert(
    fc.property(logs, logs, runs, (own, held, run) => {
      const ups = [cursorAt(held, held.length)];
      const verdict = judgeEpoch(helloOf(own), { epoch: 1, ups, run }, chainsOf(held));
      const durable = { lane: 2 as const, durable: ups[0] ?? cursorAt('', 0), safeSeq: 0, creditBytes: 1 };
      const welcome = welcomeOf(1, [durable], verdict === 'renew');
      const ownLog = { site, epoch: 1, heads: helloOf(own).heads, acked: [], fork: undefined };
      const answer = judgeWelcome(ownLog, welcome, chainsOf(own));
      // What one end cannot know the other one does: the hub what it holds, the site what it wrote.
      const opens = verdict === 'welcome' && answer.kind === 'open';
      return opens === (run === 'new' && own.startsWith(held));
    }),
  );
  t.pass();
});

t.test('[E10] what a site leaves its epoch at, the hub holds too, and it can prove it', async (t) => {
  fc.assert(
    fc.property(logs, logs, fc.nat(6), (own, held, ackedAt) => {
      const common = [...own].findIndex((letter, index) => letter !== held[index]);
      const shared = common === -1 ? Math.min(own.length, held.length) : common;
      // A receipt is for something that both hold.
      const acked = [cursorAt(own, Math.min(shared, ackedAt))];
      const durable = { lane: 2 as const, durable: cursorAt(held, held.length), safeSeq: 0, creditBytes: 1 };
      const ownLog = { site, epoch: 1, heads: helloOf(own).heads, acked, fork: undefined };
      const verdict = judgeWelcome(ownLog, welcomeOf(1, [durable], true), chainsOf(own));
      if (verdict.kind === 'open') return false;
      const { cursors, epoch } = verdict.from;
      const fork = { fromEpoch: epoch, reason: verdict.reason, cursors };
      const next = helloOf('', { epoch: verdict.above + 1, fork, heads: [] });
      const moved = judgeEpoch(next, { epoch: 1, ups: [cursorAt(held, held.length)], run: 'new' }, chainsOf(held));
      return (
        moved === 'move' &&
        cursors.every((cursor) => holdsCursor({ ...scope, lane: cursor.lane }, cursor, chainsOf(held)))
      );
    }),
  );
  t.pass();
});

t.test(
  '[E10] a fork that the hub cannot prove moves nothing, and the site then leaves its epoch at the start',
  async (t) => {
    const fork = { fromEpoch: 1, reason: 'restored' as const, cursors: [cursorAt('aa', 2)] };
    const hello = helloOf('', { epoch: 2, fork, heads: [] });
    t.equal(judgeEpoch(hello, { epoch: 1, ups: [cursorAt('ab', 2)], run: 'new' }, chainsOf('ab')), 'renew');
    t.equal(judgeEpoch({ ...hello, fork: undefined }, { epoch: 1, ups: [], run: 'new' }, chainsOf('aa')), 'renew');
    t.equal(judgeEpoch(hello, { epoch: 3, ups: [], run: 'new' }, chainsOf('aa')), 'renew', 'an epoch that is over');
    const ownLog = { site, epoch: 2, heads: [], acked: [], fork };
    const verdict = judgeWelcome(ownLog, welcomeOf(1, [], true), chainsOf('aa'));
    t.match(verdict, { kind: 'renew', above: 2, from: { epoch: 1 } });
    t.ok(verdict.kind === 'renew' && verdict.from.cursors.every(({ seq }) => seq === 0));
  },
);

t.test('[E10] the run that spoke before may say hello over a link that is slower than its batches', async (t) => {
  const stand = { epoch: 1, ups: [cursorAt('aab', 3)] };
  t.equal(judgeEpoch(helloOf('aa'), { ...stand, run: 'same' }, chainsOf('aab')), 'welcome');
  t.equal(judgeEpoch(helloOf('aa'), { ...stand, run: 'new' }, chainsOf('aab')), 'renew');
});

t.test('[E9] a database that lacks what its witness names, or has another log there, is behind it', async (t) => {
  fc.assert(
    fc.property(logs, logs, (own, seen) => {
      const witness = { epoch: 1, cursors: [cursorAt(seen, seen.length)] };
      return isBehindWitness(witness, site, 1, chainsOf(own)) !== own.startsWith(seen);
    }),
  );
  t.ok(isBehindWitness({ epoch: 2, cursors: [] }, site, 1, chainsOf('')));
  t.notOk(isBehindWitness({ epoch: 1, cursors: [cursorAt('a', 1)] }, site, 2, chainsOf('')));
});

t.test('[E14] a hub that lacks what it said is durable, or what it sent, was put back', async (t) => {
  fc.assert(
    fc.property(logs, logs, (told, held) => {
      const hello = helloOf('', { acked: [cursorAt(told, told.length)] });
      return isHubRestored(hello, 1, chainsOf(held)) !== held.startsWith(told);
    }),
  );
  const fed = { lane: 2 as const, seq: 3, chain: new Uint8Array(32) };
  t.ok(isHubRestored(helloOf('', { downs: [fed] }), 1, chainsOf('')));
  t.ok(isHubRestored(helloOf('', { hubEpoch: 2 }), 1, chainsOf('')));
  t.notOk(isHubRestored(helloOf('', { downs: [fed] }), 2, chainsOf('')), 'settled when the later one began');
});
