import { bytesAreDear, inOrderFor, sharedDictionary } from '../../config/running/dictionaries.js';
import type { Logger } from '../../config/running/logger.js';
import { runChangesMax, SendLoop } from '../../config/running/send-loop.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { LogKey, SyncStore } from '../../journal/sync-store.js';
import type { Dictionaries } from '../../protocol/batch.js';
import type { Cursor } from '../../protocol/change.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { Receipt } from '../../protocol/control/receipt.js';
import type { Refusal } from '../../protocol/control/refusal.js';
import { hubCode, type SiteCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import { limits } from '../../protocol/limits.js';
import type { LinkCause } from '../links/link-cause.js';
import type { OpenSession } from '../links/open-session.js';
import type { StoppedLanes } from '../links/stopped-lanes.js';
import type { LinkBudgets } from './link-budgets.js';
import { SentTally } from './sent-tally.js';

export interface UplinkOptions {
  readonly sync: SyncStore;
  readonly site: SiteCode;
  /** Awaited before anything up to the cursor of a lane of the log goes out (rule E9). */
  readonly beforePublish: (log: LogKey, lane: Lane, to: Cursor) => Promise<void>;
  readonly dictionaries: Dictionaries;
  readonly logger: Logger;
  readonly timers?: Timers;
  /** The session spoken over does not work: another one must be opened. */
  readonly failSession: (cause: LinkCause) => void;
  readonly stops: StoppedLanes;
  readonly budgets: LinkBudgets;
  /** Whether the site has a link that is paid by the byte. */
  readonly hasMeteredLink: boolean;
  readonly onError: (error: unknown) => void;
}

/** How often a session that answers nothing is looked for. */
const silenceCheckMilliseconds = 500;

/** Sends this site's own log to the hub over whichever session is active (rules L2, S3, S10). */
export class Uplink {
  readonly sent = new SentTally();
  readonly #options: UplinkOptions;
  #session: OpenSession | undefined;
  #sender: SendLoop | undefined;
  #endSilenceChecks: (() => void) | undefined;

  constructor(options: UplinkOptions) {
    this.#options = options;
  }

  start(): void {
    const { timers = systemTimers, failSession } = this.#options;
    this.#endSilenceChecks = timers.every(silenceCheckMilliseconds, () => {
      if (this.#sender?.isSilent() === true) failSession('blackhole');
    });
  }

  async stop(): Promise<void> {
    this.#endSilenceChecks?.();
    await this.#sender?.stop();
  }

  /** Speaks over another session from now on: the cursors of its welcome say where to go on. */
  use(session: OpenSession | undefined): void {
    this.#options.stops.noteSession();
    void this.#sender?.stop();
    this.#session = session;
    this.#sender = session === undefined ? undefined : this.#open(session);
    this.#sender?.wake();
  }

  /** The log may have grown. */
  wake(): void {
    this.#sender?.wake();
  }

  async hearReceipt(session: OpenSession, receipt: Receipt): Promise<void> {
    const { sync, logger } = this.#options;
    const agrees = receipt.epoch === session.welcome.epoch && receipt.hubEpoch === session.welcome.hubEpoch;
    if (!agrees || receipt.node !== hubCode) {
      logger.warn({ link: session.link, lane: receipt.lane }, 'receipt of another session ignored');
      return;
    }
    this.#options.stops.noteProgress(session, receipt.lane);
    if (session === this.#session) this.#sender?.noteReceipt(receipt);
    await sync.acknowledge(this.#logOf(session), receipt);
  }

  hearRefusal(session: OpenSession, refusal: Refusal): void {
    this.#options.logger.warn({ link: session.link, lane: refusal.lane, code: refusal.code }, 'the hub refused');
    if (session === this.#session) this.#sender?.noteRefusal(refusal);
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
      durabilities: welcome.ups,
      dictionary: sharedDictionary(inOrderFor(session, dictionaries).keys(), new Set(welcome.dictionaries)),
      dictionaries,
      link: {
        batchBytesMax: bytesAreDear(session) ? limits.batchBytesMax : limits.batchBytesIdleMax,
        repeatIsDear: hasMeteredLink && !session.metered,
        answerMilliseconds: session.answerMilliseconds,
      },
      readHeads: () => sync.heads(log),
      readRun: (lane, after, bytesMax) => sync.since({ log, lane, after, changesMax: runChangesMax, bytesMax }),
      beforePublish: (lane, to) => beforePublish(log, lane, to),
      publish: (lane, batch) => session.publish(lane, batch),
      ask: (lane) => session.publish('ctl', encodeControl({ kind: 'ask', lane })),
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
