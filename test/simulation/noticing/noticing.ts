import type { SitePeer } from '../../../central-hub/broker/site-transport.js';
import type { ControlMessage } from '../../../protocol/control/control.js';
import type { Welcome } from '../../../protocol/control/welcome.js';
import type { SiteCode } from '../../../protocol/ids.js';
import type { Box } from '../box.js';
import { DisasterLedger } from './disaster-ledger.js';
import type { DisasterKind, Noticed } from './fates.js';
import { LeaseWatch, type Run } from './lease-watch.js';
import { Outsiders, type OutsidersOptions } from './outsiders.js';

export interface NoticingOptions extends OutsidersOptions {
  readonly hub: Box;
  readonly elapsedMilliseconds: () => number;
}

/** Somebody to whom the hub speaks. */
export interface Listener {
  readonly peer: SitePeer;
  readonly run: Run;
  /** Whose disk is that of this run still. */
  readonly box: Box;
}

/**
 * Asks of each box that was put back or copied whether it is noticed at its next hello, and whether the hub takes in
 * what it must not. It looks only: it draws nothing, and a run is the same with it and without.
 */
export class Noticing {
  readonly #options: NoticingOptions;
  readonly #leases = new LeaseWatch();
  readonly #outsiders: Outsiders;
  readonly #disasters: DisasterLedger;
  readonly #readmitted = new Set<SiteCode>();
  readonly #broken = new Set<string>();

  constructor(options: NoticingOptions) {
    this.#options = options;
    this.#outsiders = new Outsiders(options);
    this.#disasters = new DisasterLedger(options.read, this.#outsiders);
  }

  /** The disk of a box is about to be what it was earlier. */
  beforePutBack(box: Box): void {
    this.#outsiders.forgetRefused(box);
  }

  putBack(box: Box, kind: DisasterKind): void {
    this.#disasters.putBack(box, kind);
  }

  copied(original: Box, copy: Box): void {
    this.#disasters.copied(original, copy);
  }

  /** A person lets the refused copies of a site come back: one of them may. */
  readmitted(site: SiteCode): void {
    this.#readmitted.add(site);
  }

  /** The hub hands a message to the network. */
  hearHub({ peer, run, box }: Listener, message: ControlMessage): void {
    const { hub, elapsedMilliseconds } = this.#options;
    if (message.kind === 'lease-check') this.#leases.asked(peer, elapsedMilliseconds());
    else if (message.kind === 'refusal' && message.code === 'site-cloned') this.#refused(box);
    else if (message.kind === 'welcome') {
      if (message.renewEpoch) {
        this.#leases.closed(peer);
      } else {
        this.#leases.opened(peer, run);
        this.#disasters.welcomed({ box, hub, welcome: message });
      }
    }
  }

  /** A box has judged a welcome, and its session is open at both ends. */
  admitted(box: Box, welcome: Welcome): void {
    this.#disasters.admitted(box, welcome);
  }

  /** Whether a word that the hub hears on this connection is waited for. */
  isAsked(peer: SitePeer): boolean {
    return this.#leases.isAsked(peer);
  }

  hearSite(peer: SitePeer, message: ControlMessage): void {
    if (message.kind === 'lease-held') this.#leases.heard(peer, this.#options.elapsedMilliseconds());
  }

  /** The hub gives the lease of a site to a run, in a transaction that is not begun yet. */
  granted(run: Run, box: Box, peers: readonly SitePeer[]): void {
    const isReadmitted = this.#outsiders.isRefused(box) && this.#readmitted.delete(box.code);
    if (this.#outsiders.isRefused(box)) {
      this.#outsiders.readmitted(box);
      if (!isReadmitted) this.#broken.add(`${box.name} was refused and got the lease, though nobody readmitted it`);
    }
    // Whoever a person readmits takes the place of the one that is there.
    if (!isReadmitted) this.#leases.granted(box.code, run, peers, this.#options.elapsedMilliseconds());
  }

  /** Nothing more happens. */
  end(): void {
    this.#outsiders.end(this.#options.hub);
    this.#disasters.end();
  }

  get noticed(): Noticed {
    return { ...this.#disasters.noticed, ...this.#outsiders.figures };
  }

  get broken(): readonly string[] {
    return [
      ...new Set([...this.#broken, ...this.#leases.broken, ...this.#outsiders.broken, ...this.#disasters.broken]),
    ];
  }

  #refused(box: Box): void {
    const hasSecond = this.#options.boxes().some((other) => other !== box && other.code === box.code);
    if (!hasSecond) this.#broken.add(`${box.name} is refused as a second copy, and there is no other one`);
    this.#outsiders.refused(box);
    this.#disasters.refused(box);
  }
}
