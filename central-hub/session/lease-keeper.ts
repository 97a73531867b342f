import { hash } from 'node:crypto';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { HubEpochStore } from '../../journal/hub-epoch-store.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { Hello } from '../../protocol/control/hello.js';
import type { LeaseHeld } from '../../protocol/control/lease-held.js';
import { isKeptOut, judgeLease, type LeaseClaim, type LeaseVerdict } from '../../protocol/epoch/judge-lease.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { SitePeer, SiteTransport } from '../broker/site-transport.js';
import type { Sessions } from './session.js';

export interface LeaseKeeperOptions {
  readonly epochs: HubEpochStore;
  readonly sessions: Sessions;
  readonly transport: SiteTransport;
  readonly now: () => number;
  readonly timers?: Timers;
}

/** How long the holder of a lease has to answer: a round trip over a satellite and some patience. */
const answerMillisecondsMax = 3_000;
/** How often its answer is looked for. */
const lookMilliseconds = 20;

/** Decides which run of a site's program speaks for it, and asks the holder where two present themselves (rule E12). */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions;
  readonly #timers: Timers;
  /** When each run was last heard to be there. */
  readonly #heard = new Map<string, number>();

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
  }

  /** `ask-holder` is never the answer: it was asked. */
  async judge(hello: Hello): Promise<LeaseVerdict> {
    const { epochs } = this.#options;
    const claim = claimOf(hello);
    const stand = await epochs.leaseStand(hello.site, claim);
    const verdict = judgeLease(stand, claim, 'unknown');
    if (verdict !== 'ask-holder' || stand.lease === undefined) return verdict;
    const alive = await this.#isAlive(hello.site, stand.lease.bootId);
    // It may have changed hands while the holder was asked.
    const after = await epochs.leaseStand(hello.site, claim);
    return judgeLease(after, claim, alive ? 'alive' : 'away');
  }

  /** Whether it is a copy that was refused, and that nobody has readmitted. */
  async isOut(hello: Hello): Promise<boolean> {
    const claim = claimOf(hello);
    return isKeptOut(await this.#options.epochs.leaseStand(hello.site, claim), claim);
  }

  /** The lease goes to the run of this hello; what other runs of the site have open is ended. */
  async grant(hello: Hello): Promise<void> {
    const { epochs, sessions, transport, now } = this.#options;
    await epochs.grantLease(hello.site, claimOf(hello), now());
    for (const { peer, bootId } of sessions.all()) {
      if (peer.site === hello.site && bootId !== hello.bootId) transport.disconnect(peer);
    }
  }

  async refuse(hello: Hello): Promise<void> {
    await this.#options.epochs.refuseCopy(hello.site, claimOf(hello), this.#options.now());
  }

  hear(peer: SitePeer, { bootId }: LeaseHeld): void {
    // A run speaks for itself only: over a session that it opened.
    if (this.#options.sessions.of(peer)?.bootId === bootId) this.#heard.set(bootId, this.#timers.elapsedMilliseconds());
  }

  async #isAlive(site: SiteCode, bootId: string): Promise<boolean> {
    const { sessions, transport } = this.#options;
    const held = () => sessions.all().filter((session) => session.peer.site === site && session.bootId === bootId);
    const asked = this.#timers.elapsedMilliseconds();
    const check = encodeControl({ kind: 'lease-check', bootId });
    await Promise.all(held().map(({ peer }) => transport.publish(peer, 'ctl', check)));
    const end = asked + answerMillisecondsMax;
    let alive = false;
    while (!alive && held().length > 0 && this.#timers.elapsedMilliseconds() < end) {
      await new Promise<void>((resolve) => this.#timers.after(lookMilliseconds, resolve));
      alive = (this.#heard.get(bootId) ?? Number.NEGATIVE_INFINITY) >= asked;
    }
    this.#heard.delete(bootId);
    return alive;
  }
}

function claimOf({ bootId, token, nextHash }: Hello): LeaseClaim {
  return { bootId, tokenHash: hash('sha256', token, 'buffer'), nextHash };
}
