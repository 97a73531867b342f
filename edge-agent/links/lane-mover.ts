import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { SyncStore } from '../../journal/sync-store.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { LaneClaim } from '../../protocol/control/lane-claim.js';
import type { LinkName, SiteCode } from '../../protocol/ids.js';
import { lanes as allLanes, type Lane } from '../../protocol/lane.js';
import { LaneClaims } from './lane-claims.js';
import type { OpenSession } from './open-session.js';

/** The session that carries each lane; a lane that nobody carries is not in it. */
export type Assignment = ReadonlyMap<Lane, OpenSession>;

export interface LaneMoverOptions {
  readonly sync: Pick<SyncStore, 'received'>;
  readonly site: SiteCode;
  /** Says hello again over the link, which claims what it carries and nothing else. */
  readonly renew: (link: LinkName) => void;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
}

/** A claim that the hub has not confirmed, and the session that it was said over. */
interface Unconfirmed {
  readonly session: OpenSession;
  readonly claim: LaneClaim;
}

/** How often a claim is said again until the hub has confirmed it. */
const againMilliseconds = 2_000;

/** Tells the hub which session carries which lane, and from where it goes on (rule L6). */
export class LaneMover {
  readonly #options: LaneMoverOptions;
  readonly #claims = new LaneClaims();
  #assignment: Assignment = new Map();
  #unconfirmed: readonly Unconfirmed[] = [];
  #endRepeats: (() => void) | undefined;

  constructor(options: LaneMoverOptions) {
    this.#options = options;
  }

  start(): void {
    const { timers = systemTimers } = this.#options;
    this.#endRepeats = timers.every(againMilliseconds, () => {
      for (const each of this.#unconfirmed) this.#tell(each).catch(this.#options.onError);
    });
  }

  stop(): void {
    this.#endRepeats?.();
  }

  /**
   * What a hello over a link claims: what it carries already, everything that it may carry while nothing is carried, else
   * nothing. The hub begins to send what is claimed at once, also over a link that is paid by the byte (rule L4).
   */
  claimAtHello(link: LinkName, allowed: readonly Lane[]): LaneClaim {
    const own = allLanes.filter((lane) => this.#assignment.get(lane)?.link === link);
    return this.#claims.begin(link, this.#assignment.size === 0 ? allowed : own);
  }

  assign(assignment: Assignment): void {
    const before = this.#assignment;
    this.#assignment = assignment;
    for (const link of droppedFrom(before, assignment)) this.#options.renew(link);
    const bySession = lanesBySession(assignment);
    this.#unconfirmed = this.#unconfirmed.filter(({ session }) => bySession.has(session));
    for (const [session, lanes] of bySession) {
      const claim = this.#claims.take(session.link, lanes);
      if (claim === undefined) continue;
      this.#unconfirmed = [...this.#unconfirmed, { session, claim }];
      this.#tell({ session, claim }).catch(this.#options.onError);
    }
  }

  /** The hub has heard a claim. */
  hear(generation: number): void {
    this.#unconfirmed = this.#unconfirmed.filter(({ claim }) => claim.generation !== generation);
  }

  async #tell({ session, claim }: Unconfirmed): Promise<void> {
    const { sync, site } = this.#options;
    const { hubEpoch } = session.welcome;
    const received = await sync.received({ direction: 'dn', site, epoch: hubEpoch });
    const downs = received.map(({ lane, durable }) => ({ lane, ...durable }));
    await session.publish('ctl', encodeControl({ kind: 'use', claim, downs }));
  }
}

/** Links that go on carrying something, and have lost a lane that waits now: the hub must not send it either. */
function droppedFrom(before: Assignment, now: Assignment): ReadonlySet<LinkName> {
  const dropped = [...before].filter(([lane]) => !now.has(lane)).map(([, session]) => session);
  const carriers = new Set(now.values());
  return new Set(dropped.filter((session) => carriers.has(session)).map(({ link }) => link));
}

/** The same, seen from the sessions. */
export function lanesBySession(assignment: Assignment): ReadonlyMap<OpenSession, readonly Lane[]> {
  const found = new Map<OpenSession, Lane[]>();
  for (const [lane, session] of assignment) {
    const lanes = found.get(session);
    if (lanes === undefined) found.set(session, [lane]);
    else lanes.push(lane);
  }
  return found;
}
