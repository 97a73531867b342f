import fc from 'fast-check';
import t from 'tap';
import { type Cursor, chainStart } from '../../protocol/change.js';
import type { LaneDurability } from '../../protocol/control/durability.js';
import type { Receipt } from '../../protocol/control/receipt.js';
import { hubCode } from '../../protocol/ids.js';
import { type Lane, lanes } from '../../protocol/lane.js';
import { limits } from '../../protocol/limits.js';
import {
  isSilent,
  noteAsked,
  noteGap,
  noteHead,
  noteReceipt,
  noteRefused,
  noteSent,
  openSender,
  overdueLanes,
  planSend,
  type SenderState,
} from '../../protocol/sender.js';
import { goldenScope } from '../support/protocol-arbitraries.js';

const chain = chainStart(goldenScope);
const at = (seq: number): Cursor => ({ seq, chain });
const reached = (lane: Lane, seq: number, creditBytes = 1000, safeSeq = 0): LaneDurability => ({
  lane,
  durable: at(seq),
  safeSeq,
  creditBytes,
});
const receiptOf = (durability: LaneDurability): Receipt => ({
  kind: 'receipt',
  node: hubCode,
  hubEpoch: 1,
  epoch: 1,
  ...durability,
  rejects: [],
});
const hear = (state: SenderState, durability: LaneDurability) => noteReceipt(state, receiptOf(durability), 1);
const open = (heads: readonly (readonly [Lane, number])[], creditBytes = 1000): SenderState =>
  openSender(
    lanes.map((lane) => reached(lane, 0, creditBytes)),
    new Map(heads),
  );

t.test('[S2] a session resumes where the receiver is, whatever was sent before', async (t) => {
  const state = openSender([reached(2, 7)], new Map([[2, 9]]));
  t.strictSame(planSend(state, 0), { lane: 2, after: at(7), bytesMax: 8192 });
  t.equal(planSend(openSender([reached(2, 9)], new Map([[2, 9]])), 0), undefined);
});

t.test('[S2] a lane that the welcome does not name is not sent', async (t) => {
  const state = noteHead(openSender([reached(2, 0)], new Map([[1, 5]])), 1, 6);
  t.equal(planSend(state, 0), undefined);
});

t.test('[S3] the most urgent lane with something to send goes first', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.nat(3), { minLength: 6, maxLength: 6 }), (heads) => {
      const state = open(lanes.map((lane) => [lane, heads[lane] ?? 0] as const));
      return planSend(state, 0)?.lane === lanes.find((lane) => (heads[lane] ?? 0) > 0);
    }),
  );
  const bulk = noteSent(open([[5, 100]]), 5, at(50), 400, 0);
  t.equal(planSend(bulk, 0)?.lane, 5);
  t.equal(planSend(noteHead(bulk, 1, 1), 0)?.lane, 1, 'an urgent change overtakes a backlog under way');
});

t.test('[S3] a lane without credit does not hold up another', async (t) => {
  const state = noteSent(
    open([
      [1, 10],
      [2, 10],
    ]),
    1,
    at(5),
    1000,
    0,
  );
  t.equal(planSend(state, 0)?.lane, 2);
});

t.test('[S7][S23] credit bounds what is under way, and one change larger than it still goes', async (t) => {
  let state = open([[2, 100]], 1000);
  state = noteSent(state, 2, at(10), 600, 0);
  t.strictSame(planSend(state, 0)?.after, at(10));
  state = noteSent(state, 2, at(20), 600, 0);
  t.equal(planSend(state, 0), undefined, 'the credit is used up');
  state = hear(state, reached(2, 10));
  t.strictSame(planSend(state, 0)?.after, at(20), 'a receipt frees it');
  const large = noteSent(open([[2, 100]], 1), 2, at(1), 5_000_000, 0);
  t.equal(planSend(large, 0), undefined, 'nothing goes behind a change larger than the credit');
});

t.test(
  '[S22][S23] without credit nothing goes: the sender asks, ever more rarely, until it is granted some',
  async (t) => {
    let state = open([[2, 100]], 0);
    t.equal(planSend(state, 10_000), undefined);
    t.strictSame(overdueLanes(state, 10_000), [2]);
    const asked: number[] = [];
    for (let now = 10_000; now < 200_000; now += 500) {
      for (const lane of overdueLanes(state, now)) {
        asked.push(now);
        // The receiver answers, and grants nothing.
        state = noteReceipt(noteAsked(state, lane, now), receiptOf(reached(2, 0, 0)), now + 1);
      }
    }
    const pauses = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
    t.ok(
      pauses.every((pause, index) => pause >= (pauses[index - 1] ?? 0)),
      JSON.stringify(pauses),
    );
    t.ok(Math.max(...pauses) <= limits.askCreditMillisecondsMax + 500, 'and never stops asking');
    t.notOk(isSilent(state, 1e9), 'who answers is not dead');
    state = hear(state, reached(2, 0, 1000));
    t.strictSame(planSend(state, 200_000)?.after, at(0));
  },
);

t.test(
  '[S7] receipts are cumulative and taken by maximum: in any order, doubled or lost, the result is the same',
  async (t) => {
    const marks = fc.array(fc.nat(20), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(marks, fc.nat(), (seqs, seed) => {
        const start = noteSent(open([[2, 20]]), 2, at(20), 500, 0);
        const receipts = seqs.map((seq) => reached(2, seq, 1000 + seq, seq >> 1));
        const shuffled = [...receipts, ...receipts].sort((left, right) => hash(left, seed) - hash(right, seed));
        const sorted = [...receipts].sort((left, right) => left.durable.seq - right.durable.seq);
        const print = (state: SenderState) => JSON.stringify([...state.lanes]);
        return print(shuffled.reduce(hear, start)) === print(sorted.reduce(hear, start));
      }),
    );
    t.pass();
  },
);

t.test('[S7] an old receipt changes nothing, not even the credit', async (t) => {
  const state = hear(noteSent(open([[2, 9]]), 2, at(9), 10, 0), reached(2, 9, 5000));
  t.strictSame(hear(state, reached(2, 3, 1)), state);
});

t.test('[S7] safe is another fact than durable, and only grows', async (t) => {
  let state = hear(open([[2, 9]]), reached(2, 5, 1000, 2));
  t.strictSame([state.lanes.get(2)?.durable.seq, state.lanes.get(2)?.safeSeq], [5, 2]);
  state = hear(state, reached(2, 9, 1000, 1));
  t.strictSame([state.lanes.get(2)?.durable.seq, state.lanes.get(2)?.safeSeq], [9, 2]);
});

t.test('[S10] after a gap or a time-out everything from the last receipt on is sent again', async (t) => {
  let state = noteSent(open([[2, 30]]), 2, at(10), 100, 0);
  state = hear(noteSent(state, 2, at(20), 100, 5), reached(2, 10));
  t.strictSame(planSend(state, 0)?.after, at(20));
  t.strictSame(planSend(noteGap(state, 2), 0)?.after, at(10));
});

t.test('[S6] a refusal stops its lane until the next session; the others go on', async (t) => {
  const refused = noteRefused(
    noteSent(
      open([
        [1, 9],
        [2, 9],
      ]),
      1,
      at(3),
      100,
      0,
    ),
    1,
  );
  t.equal(planSend(refused, 0)?.lane, 2);
  t.equal(planSend(noteHead(refused, 1, 50), 0)?.lane, 2);
  t.strictSame(overdueLanes(refused, Number.MAX_SAFE_INTEGER), []);
  t.equal(planSend(open([[1, 9]]), 0)?.lane, 1);
});

t.test(
  '[S9][S22] a batch without its receipt is asked about, and sent again when the answer does not cover it',
  async (t) => {
    const max = limits.receiptMillisecondsMax;
    let state = noteSent(
      noteSent(
        open([
          [1, 9],
          [4, 9],
        ]),
        1,
        at(3),
        1,
        1000,
      ),
      4,
      at(2),
      1,
      2000,
    );
    t.strictSame(overdueLanes(state, 1000 + max), []);
    t.strictSame(overdueLanes(state, 1001 + max), [1]);
    t.strictSame(overdueLanes(state, 2001 + max), [1, 4]);
    state = noteAsked(state, 1, 1001 + max);
    t.strictSame(overdueLanes(state, 2001 + max), [4], 'the next question waits longer');
    let now = 2001 + max;
    for (let questions = 0; questions < 6 && (state.lanes.get(1)?.underWay.length ?? 0) > 0; questions += 1) {
      while (!overdueLanes(state, now).includes(1)) now += 100;
      state = noteAsked(noteReceipt(state, receiptOf(reached(1, 0)), now), 1, now);
    }
    t.strictSame(planSend(state, now), { lane: 1, after: at(0), bytesMax: 8192 });
  },
);

t.test(
  '[S22] a session that answers three questions in no way is silent; any receipt shows that it lives',
  async (t) => {
    let state = noteSent(open([[2, 9]]), 2, at(3), 1, 0);
    t.notOk(isSilent(state, 1e9), 'nothing was asked');
    state = noteAsked(state, 2, 5_001);
    t.notOk(isSilent(state, 5_001 + 3 * limits.receiptMillisecondsMax));
    t.ok(isSilent(state, 5_002 + 3 * limits.receiptMillisecondsMax));
    state = noteReceipt(state, receiptOf(reached(4, 0)), 10_000);
    t.notOk(isSilent(state, 1e9));
  },
);

t.test('[S10] a head never shrinks, and a receipt beyond it moves it', async (t) => {
  const state = noteHead(open([[2, 9]]), 2, 4);
  t.equal(state.lanes.get(2)?.headSeq, 9);
  t.equal(hear(state, reached(2, 12)).lanes.get(2)?.headSeq, 12);
});

function hash({ durable }: LaneDurability, seed: number): number {
  return Math.imul(durable.seq + 1, (seed | 1) + 0x9e37) >>> 3;
}
