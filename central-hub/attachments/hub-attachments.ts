import { AttachmentExchange, type AttachmentMessage } from '../../config/running/attachment-exchange.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { AttachmentStore } from '../../journal/attachment-store.js';
import type { AttachmentCatalogue } from '../../journal/attachments/catalogue.js';
import type { Commit } from '../../journal/sync-store.js';
import type { BackupOffer } from '../../protocol/control/backup-offer.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { SiteBackupShelf } from '../backup/site-backup-shelf.js';
import type { SitePeer, SiteTransport } from '../broker/site-transport.js';

export interface HubAttachmentsOptions {
  readonly attachments: AttachmentStore;
  readonly catalogue: AttachmentCatalogue;
  /** Where backups of sites are kept; without, none are taken. */
  readonly shelf?: SiteBackupShelf;
  readonly transport: Pick<SiteTransport, 'publish'>;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
}

const wantedMax = 16;

/** Contents of attachments between the hub and each site, one exchange for each session. */
export class HubAttachments {
  readonly #options: HubAttachmentsOptions;
  readonly #exchanges = new Map<SitePeer, AttachmentExchange>();

  constructor(options: HubAttachmentsOptions) {
    this.#options = options;
  }

  start(): void {
    this.#options.catalogue.readAll().then(() => this.#wakeAll(), this.#options.onError);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#exchanges.values()].map((exchange) => exchange.stop()));
  }

  /** A session opened; an older one of the same site gives way, so that nothing is asked for twice. */
  open(peer: SitePeer): void {
    for (const other of this.#exchanges.keys()) if (other.site === peer.site) this.close(other);
    const exchange = this.#make(peer);
    this.#exchanges.set(peer, exchange);
    exchange.start();
  }

  close(peer: SitePeer): void {
    this.#exchanges.get(peer)?.stop().catch(this.#options.onError);
    this.#exchanges.delete(peer);
  }

  hear(peer: SitePeer, message: AttachmentMessage | BackupOffer): void {
    const exchange = this.#exchanges.get(peer);
    if (message.kind !== 'backup-offer') exchange?.hear(message);
    else if (exchange !== undefined) this.#hearOffer(peer, message).catch(this.#options.onError);
  }

  async #hearOffer(peer: SitePeer, offer: BackupOffer): Promise<void> {
    const { shelf, transport } = this.#options;
    const answer = await shelf?.hear(peer.site, offer);
    if (answer !== undefined) return transport.publish(peer, 'ctl', encodeControl(answer));
    this.#exchanges.get(peer)?.wake();
  }

  async ask(hash: string): Promise<void> {
    await this.#options.attachments.ask(hash);
    this.#wakeAll();
  }

  noteCommit(commit: Commit): void {
    this.#options.catalogue.note(commit).then((any) => any && this.#wakeAll(), this.#options.onError);
  }

  #wakeAll(): void {
    for (const exchange of this.#exchanges.values()) exchange.wake();
  }

  #make(peer: SitePeer): AttachmentExchange {
    const { attachments, shelf, transport, timers = systemTimers, onError } = this.#options;
    return new AttachmentExchange({
      attachments: {
        wanted: async () => {
          const wanted = await attachments.wanted({ source: peer.site, count: wantedMax });
          return [...wanted, ...((await shelf?.wanted(peer.site)) ?? [])];
        },
        chunk: (hash, index) => attachments.chunk(hash, index),
        addChunk: (hash, index, bytes) =>
          shelf?.expects(peer.site, hash) === true
            ? shelf.addChunk(peer.site, index, bytes)
            : attachments.addChunk(hash, index, bytes),
        // What a site holds the hub need not know, but the site asks with it whether the hub does.
        noteDone: async (hash) => (await attachments.state(hash))?.complete === true,
        unconfirmed: async () => [],
      },
      publish: (message) => transport.publish(peer, 'ctl', encodeControl(message)),
      // A site asks by itself for what its link may carry, and answers by the same rule.
      flowsFreely: () => true,
      now: () => timers.elapsedMilliseconds(),
      timers,
      onComplete: () => {},
      onError,
    });
  }
}
