import { Worker } from 'node:worker_threads';
import { KeptThread } from '../../../journal/kept-thread.js';
import type { Dictionaries } from '../../../protocol/batch.js';
import { doublingMilliseconds } from '../../../protocol/doubling.js';
import { Problem } from '../../../protocol/problem.js';
import { isProblemCode } from '../../../protocol/problems.js';
import { unpackBatch } from './packed-batch.js';
import { type BatchReader, type ReadBatch, readBatch } from './read-batch.js';
import type { ReadingAnswer, ReadingRequest } from './reading-messages.js';

interface Asked {
  readonly payload: Uint8Array;
  readonly resolve: (read: ReadBatch) => void;
  readonly reject: (problem: unknown) => void;
}

/** Makes the thread that reads with dictionaries. */
export type StartReadingThread = (dictionaries: Dictionaries) => Worker;

/** Smaller batches are read here: handing them over would take longer. */
const handedOverBytesMin = 1024;
/** After a thread died no other one is begun for so long: twice as long each time, unless one has read something. */
const pauseMilliseconds = { shortest: 1_000, longest: 600_000 };

export interface ReadingThreadOptions {
  readonly dictionaries: Dictionaries;
  /** Hears of each thread that died by itself. */
  readonly onError: (problem: Problem) => void;
  /** Makes the thread; a parameter so that a test can end one from outside. */
  readonly start?: () => Worker;
  /** Milliseconds that only go forward. */
  readonly steadyNow?: () => number;
}

/**
 * Reads batches in a thread of its own, so that the one that writes the journal has a fifth less to do. While the thread
 * is not there yet, or not any more, this one reads: nothing ever waits for a thread.
 */
export class ReadingThread implements BatchReader {
  readonly #options: ReadingThreadOptions;
  readonly #steadyNow: () => number;
  readonly #thread: KeptThread<ReadingRequest, ReadingAnswer>;
  readonly #asked = new Map<number, Asked>();
  #isReady = false;
  #isStopped = false;
  #nextId = 0;
  /** Threads in a row that died without having read anything. */
  #deaths = 0;
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(options: ReadingThreadOptions) {
    const { dictionaries, start = () => startReadingThread(dictionaries) } = options;
    this.#options = options;
    this.#steadyNow = options.steadyNow ?? (() => performance.now());
    this.#thread = new KeptThread({
      start,
      onAnswer: (answer) => this.#take(answer),
      onEnded: (error) => this.#noteEnded(error),
    });
  }

  async read(payload: Uint8Array): Promise<ReadBatch> {
    const isWorthIt = payload.length >= handedOverBytesMin && !this.#isStopped;
    if (isWorthIt && !this.#thread.isOpen) this.#open();
    if (!isWorthIt || !this.#isReady) return readBatch(payload, this.#options.dictionaries);
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#asked.set(id, { payload, resolve, reject });
      // A copy of just these bytes: the memory behind them may be that of a whole packet, and stays for the case of need.
      const handed = new Uint8Array(payload);
      this.#thread.post({ kind: 'read', id, payload: handed }, [handed.buffer as ArrayBuffer]);
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#thread.end();
  }

  #open(): void {
    if (this.#steadyNow() < this.#notBefore) return;
    try {
      this.#thread.open();
    } catch (error) {
      this.#noteEnded(error);
    }
  }

  #take(answer: ReadingAnswer): void {
    if (answer.kind === 'ready') {
      this.#isReady = true;
      return;
    }
    this.#deaths = 0;
    const asked = this.#asked.get(answer.id);
    this.#asked.delete(answer.id);
    if (this.#asked.size === 0 && !this.#isStopped) this.#thread.rest();
    if (answer.kind === 'read') asked?.resolve(unpackBatch(answer.packed));
    else
      asked?.reject(new Problem(isProblemCode(answer.code) ? answer.code : 'internal', 'a batch that was read aside'));
  }

  /** The thread is gone: what it was asked for is read here, and after a while a batch begins another thread. */
  #noteEnded(error: unknown): void {
    const { dictionaries, onError } = this.#options;
    this.#isReady = false;
    if (!this.#isStopped) {
      this.#notBefore = this.#steadyNow() + doublingMilliseconds(pauseMilliseconds, this.#deaths);
      this.#deaths += 1;
      // Its words may quote a body.
      onError(new Problem('internal', `the thread that reads batches ended: ${nameOf(error)}`));
    }
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const { payload, resolve, reject } of asked) {
      try {
        resolve(readBatch(payload, dictionaries));
      } catch (problem) {
        reject(problem);
      }
    }
  }
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'from outside';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** As it lies beside this file. */
export function startReadingThread(dictionaries: Dictionaries): Worker {
  return new Worker(new URL('./reading-worker.js', import.meta.url), { workerData: dictionaries });
}
