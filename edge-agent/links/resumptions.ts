import type { LinkName } from '../../protocol/ids.js';
import { isStillShown, type ResumptionKey, type ShownCertificate } from '../../protocol/session/resumption.js';

/** What the next connection of a link begins with, and the hub's certificate that it stands for. */
export interface Resumption extends ResumptionKey {
  readonly shown: ShownCertificate;
}

/** One for each link, in memory only; each is offered once, so that whatever fails, the next attempt shows certificates (rule L57). */
export class Resumptions {
  readonly #now: () => number;
  readonly #elapsedMilliseconds: () => number;
  readonly #byLink = new Map<LinkName, Resumption>();

  constructor(now: () => number, elapsedMilliseconds: () => number) {
    this.#now = now;
    this.#elapsedMilliseconds = elapsedMilliseconds;
  }

  keep(link: LinkName, resumption: Resumption): void {
    this.#byLink.set(link, resumption);
  }

  find(link: LinkName): Resumption | undefined {
    const kept = this.#byLink.get(link);
    const at = { wallMilliseconds: this.#now(), steadyMilliseconds: this.#elapsedMilliseconds() };
    return kept !== undefined && isStillShown(kept.shown, at) ? kept : undefined;
  }

  /** It was offered. */
  drop(link: LinkName): void {
    this.#byLink.delete(link);
  }
}
