import type { IndexRunner } from './index-thread.js';
import { type IndexRound, SearchBuilder } from './search-builder.js';
import type { SearchFilePlace } from './search-file.js';

/** Builds the search rows in the thread that asks, for programs that are not the hub at work. */
export class IndexHere implements IndexRunner {
  readonly #place: SearchFilePlace;
  #builder: SearchBuilder | undefined;

  constructor(place: SearchFilePlace) {
    this.#place = place;
  }

  async round(changesMax: number, nowMilliseconds: number, anew: boolean): Promise<IndexRound> {
    this.#builder ??= new SearchBuilder(this.#place);
    if (anew) this.#builder.makeAnew();
    return this.#builder.round(changesMax, nowMilliseconds);
  }

  /** Synchronous inside, so that closing a journal can be. */
  async stop(): Promise<void> {
    this.#builder?.close();
    this.#builder = undefined;
  }
}
