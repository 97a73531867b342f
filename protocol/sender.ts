import type { Cursor } from './change.js';
import type { LaneDurability } from './control/durability.js';
import type { Receipt } from './control/receipt.js';
import { type Lane, lanes } from './lane.js';
import { limits } from './limits.js';

/**
 * The sending half of a session as a pure state machine (rules S2, S3, S7). A site's uplink and the hub's downlink run
 * the same one: events come in, {@link planSend} says what to read from the log and send next. No clock, no sockets.
 */
export interface SenderState {
  readonly lanes: ReadonlyMap<Lane, LaneSender>;
}

interface LaneSender {
  /** How far the receiver is durable. */
  readonly durable: Cursor;
  readonly safeSeq: number;
  /** How far this session has sent. */
  readonly sent: Cursor;
  /** The last change of the log. */
  readonly headSeq: number;
  readonly creditBytes: number;
  /** Batches under way, the oldest first. */
  readonly underWay: readonly { readonly to: number; readonly bytes: number; readonly sentAtMilliseconds: number }[];
  /** A refusal stops the lane until the session is opened again. */
  readonly stopped: boolean;
}

/** What to send next: the changes of `lane` after the cursor `after`, up to about `bytesMax` on the wire. */
export interface SendPlan {
  readonly lane: Lane;
  readonly after: Cursor;
  readonly bytesMax: number;
}

/** A sender at the start of a session: everything resumes at the receiver's cursors. */
export function openSender(durabilities: readonly LaneDurability[], heads: ReadonlyMap<Lane, number>): SenderState {
  const states = new Map<Lane, LaneSender>();
  for (const { lane, durable, safeSeq, creditBytes } of durabilities) {
    const headSeq = Math.max(heads.get(lane) ?? 0, durable.seq);
    states.set(lane, { durable, safeSeq, sent: durable, headSeq, creditBytes, underWay: [], stopped: false });
  }
  return { lanes: states };
}

/** The log grew to `headSeq`. */
export function noteHead(state: SenderState, lane: Lane, headSeq: number): SenderState {
  return withLane(state, lane, (sender) => (headSeq > sender.headSeq ? { ...sender, headSeq } : sender));
}

/** A batch up to the cursor `to` went out. */
export function noteSent(
  state: SenderState,
  lane: Lane,
  to: Cursor,
  bytes: number,
  nowMilliseconds: number,
): SenderState {
  return withLane(state, lane, (sender) => ({
    ...sender,
    sent: to,
    underWay: [...sender.underWay, { to: to.seq, bytes, sentAtMilliseconds: nowMilliseconds }],
  }));
}

/** A receipt came: cumulative, taken by maximum; an old or doubled one changes nothing. */
export function noteReceipt(state: SenderState, receipt: Receipt): SenderState {
  return withLane(state, receipt.lane, (sender) => {
    const durable = receipt.durable.seq > sender.durable.seq ? receipt.durable : sender.durable;
    const sent = sender.sent.seq < durable.seq ? durable : sender.sent;
    return {
      ...sender,
      durable,
      sent,
      safeSeq: Math.max(sender.safeSeq, receipt.safeSeq),
      headSeq: Math.max(sender.headSeq, durable.seq),
      creditBytes: receipt.durable.seq < sender.durable.seq ? sender.creditBytes : receipt.creditBytes,
      underWay: sender.underWay.filter((batch) => batch.to > durable.seq),
    };
  });
}

/** The receiver says that a batch starts beyond its cursor, or it was lost on the way: send again from `durable`. */
export function noteGap(state: SenderState, lane: Lane): SenderState {
  return withLane(state, lane, (sender) => ({ ...sender, sent: sender.durable, underWay: [] }));
}

/** The receiver refused for good: the lane waits for a new session; the other lanes go on. */
export function noteRefused(state: SenderState, lane: Lane): SenderState {
  return withLane(state, lane, (sender) => ({ ...sender, sent: sender.durable, underWay: [], stopped: true }));
}

/** The lanes whose oldest batch has waited for its receipt longer than the limit. */
export function overdueLanes(state: SenderState, nowMilliseconds: number): readonly Lane[] {
  return lanes.filter((lane) => {
    const oldest = state.lanes.get(lane)?.underWay[0];
    return oldest !== undefined && nowMilliseconds - oldest.sentAtMilliseconds > limits.receiptMillisecondsMax;
  });
}

/** The most urgent lane that has something to send and credit to send it; `undefined` when there is nothing to do. */
export function planSend(state: SenderState, batchBytesMax: number): SendPlan | undefined {
  for (const lane of lanes) {
    const sender = state.lanes.get(lane);
    if (sender === undefined || sender.stopped || sender.sent.seq >= sender.headSeq) continue;
    const underWayBytes = sender.underWay.reduce((sum, batch) => sum + batch.bytes, 0);
    const creditBytes = sender.creditBytes - underWayBytes;
    // With nothing under way one batch always may go, however large its one change: credit delays, it never blocks.
    if (creditBytes <= 0 && sender.underWay.length > 0) continue;
    return { lane, after: sender.sent, bytesMax: batchBytesMax };
  }
  return undefined;
}

function withLane(state: SenderState, lane: Lane, update: (sender: LaneSender) => LaneSender): SenderState {
  const sender = state.lanes.get(lane);
  if (sender === undefined) return state;
  return { lanes: new Map(state.lanes).set(lane, update(sender)) };
}
