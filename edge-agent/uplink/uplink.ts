import { bytesAreDear, inOrderFor, sharedDictionary } from '../../config/running/dictionaries.js';
import type { Logger } from '../../config/running/logger.js';
import { runChangesMax, SendLoop } from '../../config/running/send-loop.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { LogKey, SyncStore } from '../../journal/sync-store.js';
import type { Dictionaries } from '../../protocol/batch.js';
import type { Cursor } from '../../protocol/change.js';
import { takesErased } from '../../protocol/control/abilities.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { LaneDurability } from '../../protocol/control/durability.js';
import type { Receipt } from '../../protocol/control/receipt.js';
import type { Refusal } from '../../protocol/control/refusal.js';
import { beforeErased } from '../../protocol/erased-run.js';
import { hubCode, type LinkName, type SiteCode } from '../../protocol/ids.js';
import { lanes as allLanes, type Lane } from '../../protocol/lane.js';
import { limits } from '../../protocol/limits.js';
import type { LinkBudgets } from '../links/budgets/link-budgets.js';
import { type Assignment, lanesBySession } from '../links/lane-mover.js';
import type { LinkCause } from '../links/link-cause.js';
import type { OpenSession } from '../links/open-session.js';
import type { StoppedLanes } from '../links/stopped-lanes.js';
import { SentTally } from './sent-tally.js';

export interface UplinkOptions {
  readonly sync: SyncStore;
  readonly site: SiteCode;
  /** Awaited before anything up to the cursor of a lane of the log goes out (rule E9). */
  readonly beforePublish: (log: LogKey, lane: Lane, to: Cursor) => Promise<void>;
  readonly dictionaries: Dictionaries;
  readonly logger: Logger;
  readonly timers?: Timers;
  /** A session does not work although its connection stands. */
  readonly failSession: (session: OpenSession, cause: LinkCause) => void;
  /** Agrees anew with a hub that does not know the session (rule S98). */
  readonly renew: (session: OpenSession) => unknown;
  /** The receipt of what went over the link is overdue (rule S22). */
  readonly onReceiptLate?: (link: LinkName) => void;
  readonly stops: StoppedLanes;
  readonly budgets: Pick<LinkBudgets, 'policyOf'>;
  /** Whether the site has a link that is paid by the byte. */
  readonly hasMeteredLink: boolean;
  readonly onError: (error: unknown) => void;
}

/** How often a session that answers nothing is looked for. */
const silenceCheckMilliseconds = 500;
/** What was under way when the hub forgot a session is refused piece by piece: it is told once in so long. */
const renewMillisecondsMin = 10_000;

/** How far the hub is, under one epoch of each end, by all that it has said over any session. */
interface KnownDurabilities {
  readonly epoch: number;
  readonly hubEpoch: number;
  readonly lanes: Map<Lane, LaneDurability>;
}

/** Sends each lane of this site's own log to the hub over the session that carries it (rules L2, L6, S3, S10). */
export class Uplink {
  readonly sent = new SentTally();
  readonly #options: UplinkOptions;
  readonly #senders = new Map<OpenSession, SendLoop>();
  #assignment: Assignment = new Map();
  #known: KnownDurabilities = { epoch: 0, hubEpoch: 0, lanes: new Map() };
  readonly #renewedAt = new Map<LinkName, number>();
  #endSilenceChecks: (() => void) | undefined;

  constructor(options: UplinkOptions) {
    this.#options = options;
  }

  start(): void {
    const { timers = systemTimers, failSession } = this.#options;
    this.#endSilenceChecks = timers.every(silenceCheckMilliseconds, () => {
      for (const [session, sender] of this.#senders) if (sender.isSilent()) failSession(session, 'blackhole');
    });
  }

  async stop(): Promise<void> {
    this.#endSilenceChecks?.();
    await Promise.all([...this.#senders.values()].map((sender) => sender.stop()));
  }

  /** Other sessions carry the lanes from now on: each goes on where the last receipt of any session left it. */
  assign(assignment: Assignment): void {
    const before = this.#assignment;
    this.#assignment = assignment;
    this.#options.stops.noteCarriers(assignment);
    for (const [session, sender] of this.#senders) {
      const left = allLanes.filter((lane) => before.get(lane) === session && assignment.get(lane) !== session);
      sender.release(left);
    }
    const bySession = lanesBySession(assignment);
    for (const [session, sender] of this.#senders) {
      if (bySession.has(session)) continue;
      this.#senders.delete(session);
      sender.stop().catch(this.#options.onError);
    }
    for (const [session, lanes] of bySession) {
      const taken = lanes.filter((lane) => before.get(lane) !== session);
      if (taken.length > 0) this.#senderOf(session).take(this.#durabilitiesOf(session, taken));
    }
  }

  /** The log may have grown. */
  wake(): void {
    for (const sender of this.#senders.values()) sender.wake();
  }

  async hearReceipt(session: OpenSession, receipt: Receipt): Promise<void> {
    const { sync, logger } = this.#options;
    const agrees = receipt.epoch === session.welcome.epoch && receipt.hubEpoch === session.welcome.hubEpoch;
    if (!agrees || receipt.node !== hubCode) {
      logger.warn({ link: session.link, lane: receipt.lane }, 'receipt of another session ignored');
      return;
    }
    this.#options.stops.noteProgress(session, receipt.lane);
    const carrier = this.#assignment.get(receipt.lane);
    // One that comes over the session that carried the lane before spares the new one what it is durable for.
    if (carrier !== undefined && isOfSameLogs(carrier, session)) {
      this.#note(session, [receipt]);
      this.#senders.get(carrier)?.noteReceipt(receipt);
    }
    await sync.acknowledge(this.#logOf(session), receipt);
  }

  hearRefusal(session: OpenSession, refusal: Refusal): void {
    this.#options.logger.warn({ link: session.link, lane: refusal.lane, code: refusal.code }, 'the hub refused');
    this.#senders.get(session)?.noteRefusal(refusal);
    if (refusal.lane === undefined && refusal.code === 'epoch-unknown') this.#renew(session);
  }

  /** The feed, receipts and proofs of a session that the hub does not know are dead, and nothing else would say so. */
  #renew(session: OpenSession): void {
    const { timers = systemTimers, renew } = this.#options;
    const now = timers.elapsedMilliseconds();
    if (now - (this.#renewedAt.get(session.link) ?? Number.NEGATIVE_INFINITY) < renewMillisecondsMin) return;
    this.#renewedAt.set(session.link, now);
    renew(session);
  }

  #senderOf(session: OpenSession): SendLoop {
    const known = this.#senders.get(session);
    if (known !== undefined) return known;
    const sender = this.#open(session);
    this.#senders.set(session, sender);
    return sender;
  }

  /** What the welcome said, and what receipts over other sessions have said since. */
  #durabilitiesOf(session: OpenSession, lanes: readonly Lane[]): readonly LaneDurability[] {
    this.#note(session, session.welcome.ups);
    return lanes.flatMap((lane) => this.#known.lanes.get(lane) ?? []);
  }

  #note({ welcome }: OpenSession, durabilities: readonly LaneDurability[]): void {
    const { epoch, hubEpoch } = welcome;
    if (this.#known.epoch !== epoch || this.#known.hubEpoch !== hubEpoch) {
      this.#known = { epoch, hubEpoch, lanes: new Map() };
    }
    for (const { lane, durable, safeSeq, creditBytes } of durabilities) {
      const before = this.#known.lanes.get(lane);
      if (before !== undefined && before.durable.seq > durable.seq) continue;
      this.#known.lanes.set(lane, { lane, durable, safeSeq, creditBytes });
    }
  }

  #open(session: OpenSession): SendLoop {
    const { sync, site, beforePublish, dictionaries, timers, logger, stops, budgets, hasMeteredLink, onError } =
      this.#options;
    const { welcome, link } = session;
    const log = this.#logOf(session);
    const policy = budgets.policyOf(session);
    return new SendLoop({
      origin: site,
      epoch: log.epoch,
      durabilities: [],
      dictionary: sharedDictionary(inOrderFor(session, dictionaries).keys(), new Set(welcome.dictionaries)),
      dictionaries,
      link: {
        batchBytesMax: bytesAreDear(session) ? limits.batchBytesMax : limits.batchBytesIdleMax,
        repeatIsDear: hasMeteredLink && !session.metered,
        answerMilliseconds: session.answerMilliseconds,
      },
      readHeads: () => sync.heads(log),
      readRun: async (lane, after, bytesMax) => {
        const run = await sync.since({ log, lane, after, changesMax: runChangesMax, bytesMax });
        return takesErased(welcome) ? run : beforeErased(run);
      },
      beforePublish: (lane, to) => beforePublish(log, lane, to),
      publish: (lane, batch) => session.publish(lane, batch),
      ask: (lane) => session.publish('ctl', encodeControl({ kind: 'ask', lane })),
      onOverdue: () => this.#options.onReceiptLate?.(link),
      ...{ ...(timers && { timers }), ...(policy && { policy }) },
      onSent: (lane, batch) => this.sent.note(link, log.epoch, lane, batch),
      onLaneStopped: (lane, code) => {
        logger.error({ link, lane, code }, 'uplink lane stopped');
        stops.note(session, lane, code);
      },
      onError,
    });
  }

  /** The log that a session is for: it was opened under the site's epoch (rule E1). */
  #logOf({ welcome }: OpenSession): LogKey {
    return { direction: 'up', site: this.#options.site, epoch: welcome.epoch };
  }
}

function isOfSameLogs(one: OpenSession, other: OpenSession): boolean {
  return one.welcome.epoch === other.welcome.epoch && one.welcome.hubEpoch === other.welcome.hubEpoch;
}
