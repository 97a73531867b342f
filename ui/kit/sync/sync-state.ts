import { linkStates } from '../../../protocol/links/link-states.js';
import { watchLive } from '../http/live.js';
import { request, watchServer } from '../http/request.js';
import { createStore } from '../store.js';
import { type LinkCause, type LinkKind, type LinkStateName, linkKinds, readCause } from './link-codes.js';

export interface LinkView {
  readonly name: string;
  readonly kind: LinkKind;
  readonly state: LinkStateName;
  /** `undefined` when there is none. */
  readonly cause: LinkCause | undefined;
  /** Records go over it, however well. */
  readonly inUse: boolean;
  readonly since: number | string | undefined;
  /** What is wrong with it as it is set up; as it came, for whoever looks closer. */
  readonly faults: unknown;
}

/** What the link badge shows; from `GET /api/sync`. */
export interface SyncView {
  readonly site: string;
  readonly pending: number;
  readonly oldestPendingAt: number | string | undefined;
  readonly links: readonly LinkView[];
  /** Whether the hub refuses a part of what waits. */
  readonly refused: boolean;
  /** Changes that the hub keeps aside: they stand here and nowhere else, until it can take them. */
  readonly setAside: number;
  readonly lastReceiptAt: number | string | undefined;
  /** What somebody at the hub or at the box chose by hand; as it came, for whoever looks closer. */
  readonly operations: unknown;
}

/** `undefined` before the first answer; `silent` when the site's own server does not answer. */
export const syncStore = createStore<SyncView | 'silent' | undefined>(undefined);

const askMillisecondsMin = 400;
const askAgainMilliseconds = 15_000;

/** Keeps the state of sync: at once, after each live event (at most twice a second) and four times a minute. */
export function startSync(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let planned = false;
  const ask = async () => {
    planned = false;
    try {
      syncStore.set(readSync((await request('GET', '/api/sync')).value));
    } catch {
      syncStore.set('silent');
    }
  };
  const plan = () => {
    if (planned) return;
    planned = true;
    timer = setTimeout(ask, askMillisecondsMin);
  };
  const unwatch = watchLive((kind) => {
    if (kind !== 'task') plan();
  });
  // Any request that gets no answer says so at once, and the first that does asks afresh.
  const unwatchServer = watchServer((kind) => {
    if (kind === 'silent') syncStore.set('silent');
    else if (kind === 'answered' && syncStore.get() === 'silent') plan();
  });
  const interval = setInterval(ask, askAgainMilliseconds);
  void ask();
  return () => {
    clearTimeout(timer);
    clearInterval(interval);
    unwatch();
    unwatchServer();
    syncStore.set(undefined);
  };
}

interface SyncAnswer {
  readonly site?: string | { readonly code?: string };
  readonly lanes?: readonly {
    readonly pending?: number;
    readonly oldestPendingAt?: number | string | null;
    /** A problem code while the hub refuses the lane. */
    readonly stopped?: string | null;
    /** Changes that the hub keeps aside. */
    readonly refused?: number;
  }[];
  readonly links?: readonly {
    readonly name?: string;
    readonly kind?: string;
    readonly state?: string;
    readonly cause?: string;
    readonly inUse?: boolean;
    readonly since?: number | string | null;
    readonly faults?: unknown;
  }[];
  readonly operations?: unknown;
  readonly hub?: { readonly lastReceiptAt?: number | string | null };
}

export function readSync(value: unknown): SyncView {
  const answer = (value ?? {}) as SyncAnswer;
  const lanes = answer.lanes ?? [];
  const waiting = lanes.map((lane) => lane.oldestPendingAt ?? undefined).filter((at) => at !== undefined);
  return {
    site: typeof answer.site === 'string' ? answer.site : (answer.site?.code ?? ''),
    pending: lanes.reduce((total, lane) => total + (lane.pending ?? 0), 0),
    oldestPendingAt: waiting.sort((one, other) => new Date(one).getTime() - new Date(other).getTime())[0],
    links: (answer.links ?? []).map((link) => ({
      name: link.name ?? '',
      kind: linkKinds.find((kind) => kind === link.kind) ?? 'other',
      state: linkStates.find((state) => state === link.state) ?? 'down',
      cause: readCause(link.cause),
      inUse: link.inUse === true,
      since: link.since ?? undefined,
      faults: link.faults,
    })),
    refused: lanes.some((lane) => (lane.stopped ?? null) !== null),
    setAside: lanes.reduce((total, lane) => total + (lane.refused ?? 0), 0),
    lastReceiptAt: answer.hub?.lastReceiptAt ?? undefined,
    operations: answer.operations,
  };
}
