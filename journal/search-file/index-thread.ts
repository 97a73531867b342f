import { Worker } from 'node:worker_threads';
import { Problem } from '../../protocol/problem.js';
import { KeptThread } from '../kept-thread.js';
import { type IndexAnswer, type IndexRequest, problemOfFailure } from './index-messages.js';
import type { IndexRound } from './search-builder.js';
import type { SearchFilePlace } from './search-file.js';

/** Whoever builds the search rows: this thread or one of its own. */
export interface IndexRunner {
  round(changesMax: number, nowMilliseconds: number, anew: boolean): Promise<IndexRound>;
  /** Resolves when nothing is open any more. */
  stop(): Promise<void>;
}

/** Starts the thread, `index-worker.ts`, with the place as its data. */
export type StartIndexThread = (place: SearchFilePlace) => Worker;

interface Asked {
  readonly resolve: (round: IndexRound) => void;
  readonly reject: (problem: Problem) => void;
}

/**
 * Builds the search rows in a thread of its own. One that ends by itself fails the round under way; the next round
 * starts another, which goes on at the cursor of the file.
 */
export class IndexThread implements IndexRunner {
  readonly #thread: KeptThread<IndexRequest, IndexAnswer>;
  #asked: Asked | undefined;
  #stopped = false;

  /** @param start makes the thread; a parameter so that a test can end one from outside */
  constructor(place: SearchFilePlace, start: () => Worker = () => startIndexThread(place)) {
    this.#thread = new KeptThread({
      start,
      onAnswer: (answer) => {
        this.#thread.rest();
        if (answer.kind === 'done') this.#take()?.resolve(answer.round);
        else this.#take()?.reject(problemOfFailure(answer));
      },
      onEnded: () => this.#take()?.reject(new Problem('internal', 'the thread of the index ended')),
    });
  }

  /** One round at a time. */
  round(changesMax: number, nowMilliseconds: number, anew: boolean): Promise<IndexRound> {
    if (this.#stopped || this.#asked !== undefined) throw new Problem('internal', 'the index is busy or stopped');
    if (!this.#thread.isOpen) this.#thread.open();
    return new Promise((resolve, reject) => {
      this.#asked = { resolve, reject };
      this.#thread.post({ kind: 'round', changesMax, nowMilliseconds, anew });
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#thread.end();
  }

  #take(): Asked | undefined {
    const asked = this.#asked;
    this.#asked = undefined;
    return asked;
  }
}

/** As it lies beside this file. */
export function startIndexThread(place: SearchFilePlace): Worker {
  return new Worker(new URL('./index-worker.js', import.meta.url), { workerData: place });
}
