import { chunkCount } from './chunks.js';

/**
 * The receiving half of attachments as a pure state machine (rule A2): one content at a time, its chunks in order, never
 * more under way than about half a second of the link carries, so that urgent changes on the same link do not wait.
 * No clock, no sockets; times are milliseconds of any steady clock.
 */
export interface PullerState {
  readonly current: Pull | undefined;
  /** Chunks that may be under way. */
  readonly windowChunks: number;
  /** Contents that the other end cannot or may not send now, until when. */
  readonly later: ReadonlyMap<string, number>;
}

interface Pull {
  readonly hash: string;
  readonly count: number;
  /** The next chunk to come. */
  readonly next: number;
  /** The first chunk that has not been asked for. */
  readonly askedTo: number;
  /** When each run of chunks was asked for: [first chunk, time]. */
  readonly askedAt: readonly (readonly [from: number, milliseconds: number])[];
  /** When something was last heard or asked. */
  readonly movedMilliseconds: number;
  readonly asked: boolean;
}

/** What could be pulled, the most wanted first. */
export interface Pullable {
  readonly hash: string;
  readonly bytes: number;
  readonly nextIndex: number;
  readonly asked: boolean;
  /** Goes behind every other content, also when it has begun: a backup (rule B8). */
  readonly patient?: boolean;
}

/** What to ask for. */
export interface PullPlan {
  readonly hash: string;
  readonly from: number;
  readonly count: number;
  readonly asked: boolean;
}

export const pullLimits = {
  windowChunksMax: 16,
  /** A chunk that comes sooner lets the window grow; it is about what urgent changes may be delayed by. */
  quickMillisecondsMax: 500,
  /** A chunk that takes longer halves it. */
  slowMillisecondsMin: 1_500,
  /** With nothing heard for so long, what is under way is taken for lost. */
  silenceMillisecondsMax: 15_000,
  /** How long a content that the other end could not send is left alone. */
  laterMillisecondsMin: 10 * 60_000,
} as const;

export function openPuller(): PullerState {
  return { current: undefined, windowChunks: 1, later: new Map() };
}

/**
 * Chooses what to pull: a content that a person asks for takes the place of one that nobody waits for, and a pull that
 * has gone silent begins again where the store is.
 */
export function choosePull(state: PullerState, wanted: readonly Pullable[], now: number): PullerState {
  const free = wanted.filter(({ hash, asked }) => asked || (state.later.get(hash) ?? 0) <= now);
  const { current } = state;
  const same = free.find(({ hash }) => hash === current?.hash);
  const begun = same?.patient === true ? undefined : same;
  const first = free.find(({ patient }) => patient !== true) ?? same ?? free[0];
  const best = free.find(({ asked }) => asked) ?? begun ?? first;
  if (best === undefined) return current === undefined ? state : { ...state, current: undefined };
  const silent = current !== undefined && now - current.movedMilliseconds > pullLimits.silenceMillisecondsMax;
  if (same !== undefined && best === same && !silent) return state;
  return { ...state, windowChunks: silent ? 1 : state.windowChunks, current: begin(best, now) };
}

function begin({ hash, bytes, nextIndex: next, asked }: Pullable, now: number): Pull {
  return { hash, count: chunkCount(bytes), next, askedTo: next, askedAt: [], movedMilliseconds: now, asked };
}

/** What to ask for now; `undefined` when enough is under way. Asked for in runs of half a window: few requests. */
export function planPull(state: PullerState, now: number): { readonly state: PullerState; readonly plan?: PullPlan } {
  const pull = state.current;
  if (pull === undefined) return { state };
  const { askedTo } = pull;
  const to = Math.min(pull.count, pull.next + state.windowChunks);
  const underWay = askedTo - pull.next;
  if (to <= askedTo || (underWay > 0 && to < pull.count && to - askedTo < state.windowChunks / 2)) return { state };
  const current = { ...pull, askedTo: to, askedAt: [...pull.askedAt, [askedTo, now] as const], movedMilliseconds: now };
  const plan = { hash: pull.hash, from: askedTo, count: to - askedTo, asked: pull.asked };
  return { state: { ...state, current }, plan };
}

/** A chunk was kept. */
export function noteChunk(state: PullerState, hash: string, index: number, now: number): PullerState {
  const pull = state.current;
  if (pull === undefined || pull.hash !== hash || index !== pull.next) return state;
  const askedAt = pull.askedAt.findLast(([from]) => from <= index)?.[1] ?? now;
  const next = index + 1;
  const askedTo = Math.max(next, pull.askedTo);
  const runs = pull.askedAt.filter((_, place) => (pull.askedAt[place + 1]?.[0] ?? askedTo) > next);
  const current = { ...pull, next, askedTo, askedAt: runs, movedMilliseconds: now };
  const windowChunks = windowAfter(state.windowChunks, now - askedAt);
  return { ...state, windowChunks, current: next === pull.count ? undefined : current };
}

/** The other end cannot send it now, or it was not what its name says. */
export function notePullFailed(state: PullerState, hash: string, now: number): PullerState {
  const later = new Map([...state.later].filter(([, until]) => until > now));
  later.set(hash, now + pullLimits.laterMillisecondsMin);
  return { ...state, later, current: state.current?.hash === hash ? undefined : state.current };
}

function windowAfter(windowChunks: number, waitedMilliseconds: number): number {
  if (waitedMilliseconds <= pullLimits.quickMillisecondsMax)
    return Math.min(pullLimits.windowChunksMax, windowChunks + 1);
  return waitedMilliseconds < pullLimits.slowMillisecondsMin ? windowChunks : Math.max(1, Math.floor(windowChunks / 2));
}
