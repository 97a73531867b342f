import fc from 'fast-check';
import t from 'tap';
import { type Cursor, chainStart } from '../../protocol/change.js';
import type { LaneDurability } from '../../protocol/control/durability.js';
import type { Receipt } from '../../protocol/control/receipt.js';
import { hubCode } from '../../protocol/ids.js';
import { type Lane, lanes } from '../../protocol/lane.js';
import { limits } from '../../protocol/limits.js';
import {
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
const open = (heads: readonly (readonly [Lane, number])[], creditBytes = 1000): SenderState =>
  openSender(
    lanes.map((lane) => reached(lane, 0, creditBytes)),
    new Map(heads),
  );

t.test('[S2] a session resumes where the receiver is, whatever was sent before', async (t) => {
  const state = openSender([reached(2, 7)], new Map([[2, 9]]));
  t.strictSame(planSend(state, 100), { lane: 2, after: at(7), bytesMax: 100 });
  t.equal(planSend(openSender([reached(2, 9)], new Map([[2, 9]])), 100), undefined);
});

t.test('[S2] a lane that the welcome does not name is not sent', async (t) => {
  const state = noteHead(openSender([reached(2, 0)], new Map([[1, 5]])), 1, 6);
  t.equal(planSend(state, 100), undefined);
});

t.test('[S3] the most urgent lane with something to send goes first', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.nat(3), { minLength: 6, maxLength: 6 }), (heads) => {
      const state = open(lanes.map((lane) => [lane, heads[lane] ?? 0] as const));
      return planSend(state, 100)?.lane === lanes.find((lane) => (heads[lane] ?? 0) > 0);
    }),
  );
  const bulk = noteSent(open([[5, 100]]), 5, at(50), 400, 0);
  t.equal(planSend(bulk, 100)?.lane, 5);
  t.equal(planSend(noteHead(bulk, 1, 1), 100)?.lane, 1, 'an urgent change overtakes a backlog under way');
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
  t.equal(planSend(state, 100)?.lane, 2);
});

t.test('[S7] credit bounds what is under way, but never below one batch', async (t) => {
  let state = open([[2, 100]], 1000);
  state = noteSent(state, 2, at(10), 600, 0);
  t.strictSame(planSend(state, 100)?.after, at(10));
  state = noteSent(state, 2, at(20), 600, 0);
  t.equal(planSend(state, 100), undefined, 'the credit is used up');
  state = noteReceipt(state, receiptOf(reached(2, 10)));
  t.strictSame(planSend(state, 100)?.after, at(20), 'a receipt frees it');
  const broke = open([[2, 100]], 0);
  t.strictSame(planSend(broke, 100)?.after, at(0), 'with nothing under way, one batch always may go');
  t.equal(planSend(noteSent(broke, 2, at(1), 10, 0), 100), undefined);
});

t.test(
  '[S7] receipts are cumulative and taken by maximum: in any order, doubled or lost, the result is the same',
  async (t) => {
    const marks = fc.array(fc.nat(20), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(marks, fc.nat(), (seqs, seed) => {
        const start = noteSent(open([[2, 20]]), 2, at(20), 500, 0);
        const receipts = seqs.map((seq) => receiptOf(reached(2, seq, 1000 + seq, seq >> 1)));
        const shuffled = [...receipts, ...receipts].sort((left, right) => hash(left, seed) - hash(right, seed));
        const sorted = [...receipts].sort((left, right) => left.durable.seq - right.durable.seq);
        const print = (state: SenderState) => JSON.stringify([...state.lanes]);
        return print(shuffled.reduce(noteReceipt, start)) === print(sorted.reduce(noteReceipt, start));
      }),
    );
    t.pass();
  },
);

t.test('[S7] an old receipt changes nothing, not even the credit', async (t) => {
  const state = noteReceipt(noteSent(open([[2, 9]]), 2, at(9), 10, 0), receiptOf(reached(2, 9, 5000)));
  t.strictSame(noteReceipt(state, receiptOf(reached(2, 3, 1))), state);
});

t.test('[S7] safe is another fact than durable, and only grows', async (t) => {
  let state = noteReceipt(open([[2, 9]]), receiptOf(reached(2, 5, 1000, 2)));
  t.strictSame([state.lanes.get(2)?.durable.seq, state.lanes.get(2)?.safeSeq], [5, 2]);
  state = noteReceipt(state, receiptOf(reached(2, 9, 1000, 1)));
  t.strictSame([state.lanes.get(2)?.durable.seq, state.lanes.get(2)?.safeSeq], [9, 2]);
});

t.test('[S10] after a gap or a time-out everything from the last receipt on is sent again', async (t) => {
  let state = noteSent(open([[2, 30]]), 2, at(10), 100, 0);
  state = noteReceipt(noteSent(state, 2, at(20), 100, 5), receiptOf(reached(2, 10)));
  t.strictSame(planSend(state, 100)?.after, at(20));
  t.strictSame(planSend(noteGap(state, 2), 100)?.after, at(10));
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
  t.equal(planSend(refused, 100)?.lane, 2);
  t.equal(planSend(noteHead(refused, 1, 50), 100)?.lane, 2);
  t.strictSame(overdueLanes(refused, Number.MAX_SAFE_INTEGER), []);
  t.equal(planSend(open([[1, 9]]), 100)?.lane, 1);
});

t.test('[S9] a lane is overdue when its oldest batch has waited longer than the limit', async (t) => {
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
  state = noteReceipt(state, receiptOf(reached(1, 3)));
  t.strictSame(overdueLanes(state, 2001 + max), [4]);
});

t.test('[S10] a head never shrinks, and a receipt beyond it moves it', async (t) => {
  const state = noteHead(open([[2, 9]]), 2, 4);
  t.equal(state.lanes.get(2)?.headSeq, 9);
  t.equal(noteReceipt(state, receiptOf(reached(2, 12))).lanes.get(2)?.headSeq, 12);
});

function hash(receipt: Receipt, seed: number): number {
  return Math.imul(receipt.durable.seq + 1, (seed | 1) + 0x9e37) >>> 3;
}
