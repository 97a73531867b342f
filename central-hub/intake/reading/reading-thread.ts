import { Worker } from 'node:worker_threads';
import type { Dictionaries } from '../../../protocol/batch.js';
import { isProblemCode, Problem } from '../../../protocol/problem.js';
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

/**
 * Reads batches in a thread of its own, so that the one that writes the journal has a fifth less to do. While the thread
 * is not there yet, or not any more, this one reads: nothing ever waits for a thread.
 */
export class ReadingThread implements BatchReader {
  readonly #dictionaries: Dictionaries;
  readonly #start: () => Worker;
  readonly #asked = new Map<number, Asked>();
  #worker: Worker | undefined;
  #isReady = false;
  #isStopped = false;
  #ended: Promise<void> = Promise.resolve();
  #nextId = 0;

  /** @param start makes the thread; a parameter so that a test can end one from outside */
  constructor(dictionaries: Dictionaries, start: () => Worker = () => startReadingThread(dictionaries)) {
    this.#dictionaries = dictionaries;
    this.#start = start;
  }

  async read(payload: Uint8Array): Promise<ReadBatch> {
    if (payload.length < handedOverBytesMin || this.#isStopped) return readBatch(payload, this.#dictionaries);
    const worker = this.#worker ?? this.#open();
    if (!this.#isReady) return readBatch(payload, this.#dictionaries);
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#asked.set(id, { payload, resolve, reject });
      worker.ref();
      // A copy of just these bytes: the memory behind them may be that of a whole packet, and stays for the case of need.
      const handed = new Uint8Array(payload);
      const request: ReadingRequest = { kind: 'read', id, payload: handed };
      worker.postMessage(request, [handed.buffer as ArrayBuffer]);
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    const request: ReadingRequest = { kind: 'end' };
    this.#worker?.ref();
    this.#worker?.postMessage(request);
    await this.#ended;
  }

  #open(): Worker {
    const worker = this.#start();
    // A program that has nothing else to do must not be kept alive by a thread at rest.
    worker.unref();
    this.#worker = worker;
    worker.on('message', (answer: ReadingAnswer) => this.#take(answer));
    this.#ended = new Promise((resolve) => {
      const end = () => {
        if (this.#worker === worker) this.#forget();
        resolve();
      };
      worker.once('error', end);
      worker.once('exit', end);
    });
    return worker;
  }

  #take(answer: ReadingAnswer): void {
    if (answer.kind === 'ready') {
      this.#isReady = true;
      return;
    }
    const asked = this.#asked.get(answer.id);
    this.#asked.delete(answer.id);
    if (this.#asked.size === 0 && !this.#isStopped) this.#worker?.unref();
    if (answer.kind === 'read') asked?.resolve(unpackBatch(answer.packed));
    else
      asked?.reject(new Problem(isProblemCode(answer.code) ? answer.code : 'internal', 'a batch that was read aside'));
  }

  /** The thread is gone: what it was asked for is read here, and the next batch begins another thread. */
  #forget(): void {
    this.#worker = undefined;
    this.#isReady = false;
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const { payload, resolve, reject } of asked) {
      try {
        resolve(readBatch(payload, this.#dictionaries));
      } catch (error) {
        reject(error);
      }
    }
  }
}

/** As it lies beside this file. */
export function startReadingThread(dictionaries: Dictionaries): Worker {
  return new Worker(new URL('./reading-worker.js', import.meta.url), { workerData: dictionaries });
}
