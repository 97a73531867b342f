import { AttachmentExchange, type AttachmentMessage } from '../../config/running/attachment-exchange.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { AttachmentStore } from '../../journal/attachment-store.js';
import type { AttachmentCatalogue } from '../../journal/attachments/catalogue.js';
import type { Commit } from '../../journal/sync-store.js';
import type { BackupAnswer } from '../../protocol/control/backup-answer.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { HubOffers } from '../backup/hub-offers.js';
import type { OpenSession } from '../links/open-session.js';

export interface SiteAttachmentsOptions {
  readonly attachments: AttachmentStore;
  readonly catalogue: AttachmentCatalogue;
  /** Whether contents that nobody waits for are held back (rule L48). */
  readonly isHeld: () => boolean;
  /** A content came whole, or the hub has one whole. */
  readonly onChanged: () => void;
  /** Backups that the hub may keep; absent where none are sent. */
  readonly offers?: HubOffers;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
}

const wantedMax = 16;
/** Contents that are told again at the start of a session. */
const unconfirmedMax = 256;

/** Contents of attachments between this site and the hub, over the session that is spoken over. */
export class SiteAttachments {
  readonly #options: SiteAttachmentsOptions;
  #session: OpenSession | undefined;
  #bytesSent = 0;
  #exchange: AttachmentExchange | undefined;

  constructor(options: SiteAttachmentsOptions) {
    this.#options = options;
  }

  /** Bytes of content sent to the hub since the start, those sent again included. */
  get bytesSent(): number {
    return this.#bytesSent;
  }

  start(): void {
    this.#options.catalogue.readAll().then(() => this.#exchange?.wake(), this.#options.onError);
  }

  async stop(): Promise<void> {
    await this.#exchange?.stop();
    await this.#options.offers?.stop();
  }

  use(session: OpenSession | undefined): void {
    this.#exchange?.stop().catch(this.#options.onError);
    this.#session = session;
    this.#exchange = session === undefined ? undefined : this.#open(session);
    this.#exchange?.start();
    this.#options.offers?.use(session);
  }

  hear(session: OpenSession, message: AttachmentMessage | BackupAnswer): void {
    if (session !== this.#session) return;
    if (message.kind === 'backup-answer') this.#options.offers?.hear(message);
    else this.#exchange?.hear(message);
  }

  /** A person waits for a content. */
  async ask(hash: string): Promise<void> {
    await this.#options.attachments.ask(hash);
    this.#exchange?.wake();
  }

  /** What was held back may flow again. */
  wake(): void {
    this.#exchange?.wake();
  }

  noteCommit(commit: Commit): void {
    this.#options.catalogue.note(commit).then((any) => any && this.#exchange?.wake(), this.#options.onError);
  }

  #open(session: OpenSession): AttachmentExchange {
    const { attachments, offers, isHeld, onChanged, timers = systemTimers, onError } = this.#options;
    return new AttachmentExchange({
      attachments: {
        wanted: () => attachments.wanted({ count: wantedMax }),
        chunk: async (hash, index) => (await offers?.chunk(hash, index)) ?? attachments.chunk(hash, index),
        addChunk: (hash, index, bytes) => attachments.addChunk(hash, index, bytes),
        noteDone: async (hash) => {
          if (offers?.noteKept(hash) === true) return false;
          await attachments.noteAtHub(hash);
          onChanged();
          return false;
        },
        unconfirmed: () => attachments.unconfirmed(unconfirmedMax),
      },
      publish: (message) => session.publish('ctl', encodeControl(message)),
      flowsFreely: () => !session.metered && !isHeld(),
      now: () => timers.elapsedMilliseconds(),
      timers,
      onSent: (bytes) => {
        this.#bytesSent += bytes;
      },
      onComplete: onChanged,
      onError,
    });
  }
}
