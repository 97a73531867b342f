import type { Logger } from '../../config/running/logger.js';
import type { Counter } from '../../config/running/metrics.js';
import type { FleetEventKind } from '../../protocol/fleet-event-kinds.js';
import { parseSiteCode, type SiteCode } from '../../protocol/ids.js';
import type { ProblemCode } from '../../protocol/problem.js';

/** Where a refusal happened. */
export type RefusalPlace = 'tls' | 'connect' | 'publish' | 'subscribe' | 'hello' | 'batch';

/** Hears of a forged scope or chain, where the certificate proves whose it is. */
export type OnForged = (site: SiteCode, kind: FleetEventKind, place: RefusalPlace) => void;

/** What no sound box sends (rules S6, S12): ops is told. */
const forgeries: Partial<Record<ProblemCode, FleetEventKind>> = {
  'scope-forged': 'scope-forged',
  'batch-fork': 'log-forked',
  'batch-hash-mismatch': 'log-forked',
};

/** Counts refusals by place and code and says them in the log, without any content (rules S12, R3). */
export class Refusals {
  readonly #counter: Counter;
  readonly #logger: Logger;
  readonly #onForged: OnForged;

  constructor(counter: Counter, logger: Logger, onForged: OnForged) {
    this.#counter = counter;
    this.#logger = logger;
    this.#onForged = onForged;
  }

  /** @param peer `site@link` as far as it is proven; 'unproven' otherwise */
  note(place: RefusalPlace, code: ProblemCode, peer: string): void {
    this.#counter.add({ place, code });
    this.#logger.warn({ place, code, peer }, 'refused');
    const kind = forgeries[code];
    const site = provenSite(peer);
    if (kind !== undefined && site !== undefined) this.#onForged(site, kind, place);
  }
}

function provenSite(peer: string): SiteCode | undefined {
  try {
    return parseSiteCode(peer.split('@')[0] ?? '');
  } catch {
    return undefined;
  }
}
