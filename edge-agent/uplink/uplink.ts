import { bytesAreDear, inOrderFor, sharedDictionary } from '../../config/running/dictionaries.js';
import type { Logger } from '../../config/running/logger.js';
import { runChangesMax, SendLoop } from '../../config/running/send-loop.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { LogKey, NodeIdentity, SyncStore } from '../../journal/sync-store.js';
import type { Dictionaries } from '../../protocol/batch.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { Receipt } from '../../protocol/control/receipt.js';
import type { Refusal } from '../../protocol/control/refusal.js';
import { hubCode } from '../../protocol/ids.js';
import { limits } from '../../protocol/limits.js';
import type { LinkCause } from '../links/link-cause.js';
import type { OpenSession } from '../links/link-worker.js';
import type { StoppedLanes } from '../links/stopped-lanes.js';

export interface UplinkOptions {
  readonly sync: SyncStore;
  readonly identity: NodeIdentity;
  readonly dictionaries: Dictionaries;
  readonly logger: Logger;
  readonly timers?: Timers;
  /** The session spoken over does not work: another one must be opened. */
  readonly failSession: (cause: LinkCause) => void;
  readonly stops: StoppedLanes;
  readonly onError: (error: unknown) => void;
}

/** How often a session that answers nothing is looked for. */
const silenceCheckMilliseconds = 500;

/** Sends this site's own log to the hub over whichever session is active (rules L2, S3, S10). */
export class Uplink {
  readonly #options: UplinkOptions;
  readonly #log: LogKey;
  #session: OpenSession | undefined;
  #sender: SendLoop | undefined;
  #endSilenceChecks: (() => void) | undefined;

  constructor(options: UplinkOptions) {
    this.#options = options;
    this.#log = { direction: 'up', site: options.identity.site, epoch: options.identity.epoch };
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
    const { sync, identity, logger } = this.#options;
    const agrees = receipt.epoch === identity.epoch && receipt.hubEpoch === session.welcome.hubEpoch;
    if (!agrees || receipt.node !== hubCode) {
      logger.warn({ link: session.link, lane: receipt.lane }, 'receipt of another session ignored');
      return;
    }
    this.#options.stops.noteProgress(session, receipt.lane);
    if (session === this.#session) this.#sender?.noteReceipt(receipt);
    await sync.acknowledge(this.#log, receipt);
  }

  hearRefusal(session: OpenSession, refusal: Refusal): void {
    this.#options.logger.warn({ link: session.link, lane: refusal.lane, code: refusal.code }, 'the hub refused');
    if (session === this.#session) this.#sender?.noteRefusal(refusal);
  }

  #open(session: OpenSession): SendLoop {
    const { sync, identity, dictionaries, timers, logger, stops, onError } = this.#options;
    const { welcome } = session;
    const log = this.#log;
    return new SendLoop({
      origin: identity.site,
      epoch: identity.epoch,
      durabilities: welcome.ups,
      dictionary: sharedDictionary(inOrderFor(session, dictionaries).keys(), new Set(welcome.dictionaries)),
      dictionaries,
      batchBytesMax: bytesAreDear(session) ? limits.batchBytesMax : limits.batchBytesIdleMax,
      readHeads: () => sync.heads(log),
      readRun: (lane, after, bytesMax) => sync.since({ log, lane, after, changesMax: runChangesMax, bytesMax }),
      publish: (lane, batch) => session.publish(lane, batch),
      ask: (lane) => session.publish('ctl', encodeControl({ kind: 'ask', lane })),
      ...(timers && { timers }),
      onLaneStopped: (lane, code) => {
        logger.error({ link: session.link, lane, code }, 'uplink lane stopped');
        stops.note(session, lane, code);
      },
      onError,
    });
  }
}
