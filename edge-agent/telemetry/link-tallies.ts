import { Histogram } from '../../config/running/histogram.js';
import { Counter } from '../../config/running/metrics.js';
import type { LinkName, SiteCode } from '../../protocol/ids.js';
import type { Decision } from '../links/decision/link-order.js';

/** Seconds: as smokeping_prober has them, from 50 µs doubled until 26 s. */
const responseBounds = Array.from({ length: 20 }, (_, index) => 5e-5 * 2 ** index);

/** Counts of this run of the program, for the metrics. */
export class LinkTallies {
  readonly requests = new Counter();
  readonly responses = new Histogram(responseBounds);
  readonly decisions = new Counter();
  readonly #site: SiteCode;
  readonly #latest = new Map<LinkName, number>();

  constructor(site: SiteCode) {
    this.#site = site;
  }

  noteSent(link: LinkName): void {
    this.requests.add({ site: this.#site, link });
  }

  noteAnswered(link: LinkName, roundTripMilliseconds: number): void {
    this.responses.note({ site: this.#site, link }, roundTripMilliseconds / 1_000);
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
