import type { Timers } from '../../config/running/timers.js';
import { type RoundResult, WakeLoop } from '../../config/running/wake-loop.js';
import type { HubEpochStore } from '../../journal/hub-epoch-store.js';
import { decodeBatch } from '../../protocol/batch.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { ReturnedHeld } from '../../protocol/control/returned-held.js';
import type { ReturnedRefused } from '../../protocol/control/returned-refused.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import { Problem, type ProblemCode } from '../../protocol/problem.js';
import { type FeedSeals, splitSeal } from '../../protocol/session/feed-seal.js';
import type { Refusals } from '../broker/refusals.js';
import type { SitePeer, SiteTransport } from '../broker/site-transport.js';
import type { Sessions } from '../session/session.js';

export interface ReturnedFeedsOptions {
  readonly epochs: HubEpochStore;
  readonly seals: FeedSeals;
  readonly sessions: Sessions;
  readonly transport: Pick<SiteTransport, 'publish' | 'disconnect'>;
  readonly refusals: Refusals;
  readonly now: () => number;
  /** There is something to fan out. */
  readonly onApplied: () => void;
  /** The feed of a site grew. */
  readonly onFed: (site: SiteCode) => void;
  readonly onError: (error: unknown) => void;
  readonly timers: Timers;
}

interface Waiting {
  readonly peer: SitePeer;
  readonly lane: Lane;
  readonly payload: Uint8Array;
}

/** Bytes that may wait here, of all sites; a site sends no more than a few batches ahead of the answer. */
const waitingBytesMax = 64 * 1024 * 1024;

/**
 * Takes back what sites return of feeds that this hub wrote before it was put back to an earlier state. Each batch proves
 * itself by the hub's own seal; without it a site could bring changes under another's name (rules E16, S12).
 */
export class ReturnedFeeds {
  readonly #options: ReturnedFeedsOptions;
  readonly #loop: WakeLoop;
  readonly #waiting: Waiting[] = [];
  #waitingBytes = 0;

  constructor(options: ReturnedFeedsOptions) {
    this.#options = options;
    this.#loop = new WakeLoop(() => this.#round(), options.onError, options.timers);
  }

  take(peer: SitePeer, lane: Lane, payload: Uint8Array): void {
    if (this.#waitingBytes + payload.length > waitingBytesMax) {
      this.#options.transport.disconnect(peer);
      return;
    }
    this.#waitingBytes += payload.length;
    this.#waiting.push({ peer, lane, payload });
    this.#loop.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #round(): Promise<RoundResult> {
    const next = this.#waiting.shift();
    if (next === undefined) return 'idle';
    this.#waitingBytes -= next.payload.length;
    try {
      await this.#apply(next);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#note(next, error.code);
    }
    return 'again';
  }

  async #apply({ peer, lane, payload }: Waiting): Promise<void> {
    const { epochs, seals, sessions, now, onApplied, onFed } = this.#options;
    if (sessions.of(peer) === undefined) throw new Problem('epoch-unknown', 'no session');
    const { batch: bytes, seal } = splitSeal(payload);
    const batch = decodeBatch(bytes, new Map());
    const { header } = batch;
    const feed = { direction: 'dn', site: peer.site, epoch: header.epoch, lane } as const;
    const to = { seq: header.to, chain: header.chainAfter };
    const place = { hubEpoch: header.epoch, lane, seq: header.to };
    if (header.lane !== lane || !seals.isOf(feed, to, seal)) {
      this.#note({ peer }, 'scope-forged');
      this.#answer(peer, { kind: 'returned-refused', code: 'scope-forged', ...place });
      return;
    }
    const { applied, fed } = await epochs.applyReturned({ site: peer.site, batch, receivedMilliseconds: now() });
    if (applied > 0) onApplied();
    if (fed > 0) onFed(peer.site);
    this.#answer(peer, { kind: 'returned-held', ...place });
  }

  /** What is not answered comes again; no lane of the site's own log has to do with it. */
  #note({ peer }: Pick<Waiting, 'peer'>, code: ProblemCode): void {
    this.#options.refusals.note('batch', code, `${peer.site}@${peer.link}`);
  }

  #answer(peer: SitePeer, answer: ReturnedHeld | ReturnedRefused): void {
    const { transport, onError } = this.#options;
    transport.publish(peer, 'ctl', encodeControl(answer)).catch(onError);
  }
}
