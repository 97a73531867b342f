import { Counter } from '../../config/running/metrics.js';
import type { LinkName } from '../../protocol/ids.js';
import type { Decision } from '../links/decision/link-order.js';

/** Counts of this run of the program, for the metrics. */
export class LinkTallies {
  readonly requests = new Counter();
  readonly answers = new Counter();
  readonly decisions = new Counter();
  readonly #latest = new Map<LinkName, number>();

  noteSent(link: LinkName): void {
    this.requests.add({ link });
  }

  noteAnswered(link: LinkName, roundTripMilliseconds: number): void {
    this.answers.add({ link });
    this.#latest.set(link, roundTripMilliseconds);
  }

  noteDecision({ from, to, reason }: Decision): void {
    this.decisions.add({ from: from ?? '', to: to ?? '', reason });
  }

  /** How long the newest answer took. */
  latestMilliseconds(link: LinkName): number | undefined {
    return this.#latest.get(link);
  }
}
