import type { Cursor } from './change.js';
import type { LaneDurability } from './control/durability.js';
import type { Receipt } from './control/receipt.js';
import { doublingMilliseconds } from './doubling.js';
import { type Lane, lane as laneNumbers, lanes } from './lane.js';
import { limits } from './limits.js';
import {
  batchBytesOf,
  isOneAtATime,
  type LinkTraits,
  markSent,
  noteDelivered,
  openPace,
  type Pace,
  type SendMark,
  timeoutMillisecondsOf,
  windowBytesOf,
} from './sender/pace.js';

/**
 * The sending half of a session as a pure state machine (rules S2, S3, S7, S20 to S24). A site's uplink and the hub's
 * downlink run the same one: events come in, {@link planSend} says what to read from the log and send next, and
 * {@link overdueLanes} what to ask about. No clock, no sockets.
 */
export interface SenderState {
  readonly lanes: ReadonlyMap<Lane, LaneSender>;
  readonly pace: Pace;
  /** When a change of an urgent lane was last seen to wait; undefined for never. */
  readonly urgentMilliseconds: number | undefined;
  /** When the first of the questions was asked that nothing has been heard since. */
  readonly unheardMilliseconds: number | undefined;
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
  readonly underWay: readonly (SendMark & { readonly to: number })[];
  /** Questions since something moved, and when the last one was asked. */
  readonly asks: number;
  readonly askedMilliseconds: number;
  /** A refusal stops the lane until the session is opened again. */
  readonly stopped: boolean;
}

/** What to send next: the changes of `lane` after the cursor `after`, up to about `bytesMax` on the wire. */
export interface SendPlan {
  readonly lane: Lane;
  readonly after: Cursor;
  readonly bytesMax: number;
}

/** Questions without any answer after which the session counts as dead. */
const asksUnheardMax = 3;
/** Questions that were answered without the lane moving after which what is under way counts as lost. */
const asksUnmovedMax = 4;
/** How long after the last urgent change batches stay small. */
const sharedMilliseconds = 10_000;

/** A sender at the start of a session: everything resumes at the receiver's cursors. */
export function openSender(
  durabilities: readonly LaneDurability[],
  heads: ReadonlyMap<Lane, number>,
  link: LinkTraits = { batchBytesMax: limits.batchBytesMax, repeatIsDear: false },
): SenderState {
  const states = new Map<Lane, LaneSender>();
  for (const durability of durabilities) {
    states.set(durability.lane, openLane(durability, heads.get(durability.lane) ?? 0));
  }
  const pace = openPace(link);
  return { lanes: states, pace, urgentMilliseconds: undefined, unheardMilliseconds: undefined };
}

/** Lanes that are sent over this session from now on, beside those that already are; each begins at its cursor. */
export function takeLanes(state: SenderState, durabilities: readonly LaneDurability[]): SenderState {
  const states = new Map(state.lanes);
  for (const durability of durabilities) states.set(durability.lane, openLane(durability, 0));
  return { ...state, lanes: states };
}

/** Lanes that another session carries from now on: what is under way of them counts no more here. */
export function releaseLanes(state: SenderState, released: readonly Lane[]): SenderState {
  return { ...state, lanes: new Map([...state.lanes].filter(([lane]) => !released.includes(lane))) };
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
  const idle = [...state.lanes.values()].every(({ underWay }) => underWay.length === 0);
  const moved = withLane(state, lane, (sender) => ({ ...sender, sent: to }));
  const logEnded = ![...moved.lanes.values()].some(hasMore);
  const { pace, mark } = markSent(state.pace, { bytes, idle, logEnded }, nowMilliseconds);
  const urgentMilliseconds = isUrgent(lane) ? nowMilliseconds : state.urgentMilliseconds;
  return withLane({ ...moved, pace, urgentMilliseconds }, lane, (sender) => ({
    ...sender,
    underWay: [...sender.underWay, { ...mark, to: to.seq }],
  }));
}

/**
 * A receipt came: cumulative, taken by maximum; an old or doubled one changes nothing but that the receiver is heard.
 */
export function noteReceipt(state: SenderState, receipt: Receipt, nowMilliseconds: number): SenderState {
  const sender = state.lanes.get(receipt.lane);
  if (sender === undefined) return state;
  const isOld = receipt.durable.seq < sender.durable.seq;
  const durable = receipt.durable.seq > sender.durable.seq ? receipt.durable : sender.durable;
  const sent = sender.sent.seq < durable.seq ? durable : sender.sent;
  const delivered = sender.underWay.filter(({ to }) => to <= durable.seq);
  const creditBytes = isOld ? sender.creditBytes : receipt.creditBytes;
  const moved = durable !== sender.durable || (sender.creditBytes <= 0 && creditBytes > 0);
  const next: LaneSender = {
    ...{ ...sender, durable, sent, creditBytes },
    safeSeq: Math.max(sender.safeSeq, receipt.safeSeq),
    headSeq: Math.max(sender.headSeq, durable.seq),
    underWay: sender.underWay.slice(delivered.length),
    asks: moved ? 0 : sender.asks,
    askedMilliseconds: creditBytes <= 0 && sender.creditBytes > 0 ? nowMilliseconds : sender.askedMilliseconds,
  };
  const pace = noteDelivered(state.pace, delivered, nowMilliseconds);
  return { ...state, pace, unheardMilliseconds: undefined, lanes: new Map(state.lanes).set(receipt.lane, next) };
}

/** The receiver says that a batch starts beyond its cursor, or it was lost on the way: send again from `durable`. */
export function noteGap(state: SenderState, lane: Lane): SenderState {
  return withLane(state, lane, (sender) => ({ ...sender, sent: sender.durable, underWay: [], asks: 0 }));
}

/** The receiver refused for good: the lane waits for a new session; the other lanes go on. */
export function noteRefused(state: SenderState, lane: Lane): SenderState {
  return withLane(state, lane, (sender) => ({ ...sender, sent: sender.durable, underWay: [], stopped: true }));
}

/**
 * The lanes to ask about (rule S22): whose oldest batch has waited for its receipt longer than a receipt takes on this
 * link, or that have something to send and no credit. Each question doubles the pause until the next one.
 */
export function overdueLanes(state: SenderState, nowMilliseconds: number): readonly Lane[] {
  const shortest = timeoutMillisecondsOf(state.pace);
  return lanes.filter((lane) => {
    const sender = state.lanes.get(lane);
    if (sender === undefined) return false;
    const oldest = sender.underWay[0];
    const pause = doublingMilliseconds({ shortest, longest: limits.askCreditMillisecondsMax }, sender.asks);
    if (oldest !== undefined) {
      return nowMilliseconds - Math.max(oldest.sentMilliseconds, sender.askedMilliseconds) > pause;
    }
    const waits = !sender.stopped && sender.creditBytes <= 0 && hasMore(sender);
    return waits && nowMilliseconds - sender.askedMilliseconds > pause;
  });
}

/** Whether something of a lane waits for its receipt. */
export function isUnderWay(state: SenderState, lane: Lane): boolean {
  return (state.lanes.get(lane)?.underWay.length ?? 0) > 0;
}

/** A question about a lane went out. A lane that was answered and did not move is sent again from its last receipt. */
export function noteAsked(state: SenderState, lane: Lane, nowMilliseconds: number): SenderState {
  const heard = state.unheardMilliseconds === undefined;
  const asked = withLane(state, lane, (sender) => ({
    ...sender,
    asks: sender.asks + 1,
    askedMilliseconds: nowMilliseconds,
  }));
  const sender = asked.lanes.get(lane);
  const isLost = heard && sender !== undefined && sender.underWay.length > 0 && sender.asks > asksUnmovedMax;
  const next = isLost ? noteGap(asked, lane) : asked;
  return { ...next, unheardMilliseconds: state.unheardMilliseconds ?? nowMilliseconds };
}

/** Whether anything is under way or waits to be sent; lanes that were refused wait for a new session instead. */
export function waitsForReceiver(state: SenderState): boolean {
  return [...state.lanes.values()].some((sender) => !sender.stopped && (sender.underWay.length > 0 || hasMore(sender)));
}

/** Whether so many questions stayed without any answer that the session is to be given up. */
export function isSilent(state: SenderState, nowMilliseconds: number): boolean {
  const since = state.unheardMilliseconds;
  return since !== undefined && nowMilliseconds - since > asksUnheardMax * timeoutMillisecondsOf(state.pace);
}

/** What will be sent when receipts have made room for it: it can be read and coded meanwhile. */
export function planAhead(
  state: SenderState,
  nowMilliseconds: number,
  mayFlow: (lane: Lane) => boolean = () => true,
): SendPlan | undefined {
  for (const lane of lanes) {
    const sender = state.lanes.get(lane);
    if (sender === undefined || sender.stopped || !hasMore(sender) || !mayFlow(lane)) continue;
    return { lane, after: sender.sent, bytesMax: batchBytesOf(state.pace, isShared(state, nowMilliseconds)) };
  }
  return undefined;
}

/**
 * The most urgent lane that has something to send and may; `undefined` when there is nothing to do. Urgent lanes are
 * held up by their own batches only, the others by what the link holds.
 * @param mayFlow whether a lane may be sent over this link at all
 */
export function planSend(
  state: SenderState,
  nowMilliseconds: number,
  mayFlow: (lane: Lane) => boolean = () => true,
): SendPlan | undefined {
  const shared = isShared(state, nowMilliseconds);
  const batchBytes = batchBytesOf(state.pace, shared);
  const windowBytes = windowBytesOf(state.pace, shared, nowMilliseconds);
  const underWayBytes = lanes.reduce<number>((sum, lane) => sum + bytesUnderWay(state.lanes.get(lane)), 0);
  const oneAtATime = isOneAtATime(state.pace);
  const isBusy = lanes.some((lane) => !isUrgent(lane) && bytesUnderWay(state.lanes.get(lane)) > 0);
  for (const lane of lanes) {
    const sender = state.lanes.get(lane);
    if (sender === undefined || sender.stopped || !hasMore(sender) || !mayFlow(lane)) continue;
    if (oneAtATime && isBusy && !isUrgent(lane)) continue;
    const own = bytesUnderWay(sender);
    // A change may be larger than what is left of a credit: with nothing under way it goes, and what comes after waits.
    if (sender.creditBytes <= own) continue;
    const room = windowBytes - (isUrgent(lane) ? own : underWayBytes);
    // Rather a whole batch a little later than a small one now.
    if ((isUrgent(lane) ? own : underWayBytes) > 0 && room < batchBytes / 2) continue;
    return { lane, after: sender.sent, bytesMax: Math.min(batchBytes, Math.max(room, 1)) };
  }
  return undefined;
}

function isShared({ urgentMilliseconds }: SenderState, nowMilliseconds: number): boolean {
  return urgentMilliseconds !== undefined && nowMilliseconds - urgentMilliseconds < sharedMilliseconds;
}

function openLane({ durable, safeSeq, creditBytes }: LaneDurability, headSeq: number): LaneSender {
  const waiting = { underWay: [], asks: 0, askedMilliseconds: 0, stopped: false };
  return { durable, safeSeq, sent: durable, headSeq: Math.max(headSeq, durable.seq), creditBytes, ...waiting };
}

function hasMore({ sent, headSeq }: LaneSender): boolean {
  return sent.seq < headSeq;
}

function bytesUnderWay(sender: LaneSender | undefined): number {
  return sender?.underWay.reduce((sum, { bytes }) => sum + bytes, 0) ?? 0;
}

function isUrgent(lane: Lane): boolean {
  return lane <= laneNumbers.urgent;
}

function withLane(state: SenderState, lane: Lane, update: (sender: LaneSender) => LaneSender): SenderState {
  const sender = state.lanes.get(lane);
  if (sender === undefined) return state;
  return { ...state, lanes: new Map(state.lanes).set(lane, update(sender)) };
}
