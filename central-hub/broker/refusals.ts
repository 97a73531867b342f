import type { Logger } from '../../config/running/logger.js';
import type { Counter } from '../../config/running/metrics.js';
import type { ProblemCode } from '../../protocol/problem.js';

/** Where a refusal happened. */
export type RefusalPlace = 'tls' | 'connect' | 'publish' | 'subscribe' | 'hello' | 'batch';

/** Counts refusals by place and code and says them in the log, without any content (rules S12, R3). */
export class Refusals {
  readonly #counter: Counter;
  readonly #logger: Logger;

  constructor(counter: Counter, logger: Logger) {
    this.#counter = counter;
    this.#logger = logger;
  }

  /** @param peer `site@link` as far as it is proven; 'unproven' otherwise */
  note(place: RefusalPlace, code: ProblemCode, peer: string): void {
    this.#counter.add({ place, code });
    this.#logger.warn({ place, code, peer }, 'refused');
  }
}
