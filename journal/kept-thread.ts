import type { Worker } from 'node:worker_threads';

/** What every thread is asked in the end: it ends by itself when all that came before is answered. */
interface EndRequest {
  readonly kind: 'end';
}

export interface KeptThreadOptions<Answer> {
  readonly start: () => Worker;
  readonly onAnswer: (answer: Answer) => void;
  /** It is gone. @param error what it died of; `undefined` when it ended in order or from outside */
  readonly onEnded: (error: unknown) => void;
}

/** A thread that is opened when it is first needed, keeps no program alive while it rests, and may end at any time. */
export class KeptThread<Request, Answer> {
  readonly #options: KeptThreadOptions<Answer>;
  #worker: Worker | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: KeptThreadOptions<Answer>) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#worker !== undefined;
  }

  /** At rest. @throws what starting it throws */
  open(): void {
    const { start, onAnswer, onEnded } = this.#options;
    const worker = start();
    worker.unref();
    this.#worker = worker;
    worker.on('message', onAnswer);
    this.#ended = new Promise((resolve) => {
      let died: unknown;
      worker.once('error', (error) => {
        died = error;
      });
      // Follows an error, too.
      worker.once('exit', () => {
        this.#worker = undefined;
        onEnded(died);
        resolve();
      });
    });
  }

  /** Asks the open one, and keeps the program alive until {@link rest}. */
  post(request: Request | EndRequest, handedOver: readonly ArrayBuffer[] = []): void {
    this.#worker?.ref();
    this.#worker?.postMessage(request, [...handedOver]);
  }

  /** It has answered everything. */
  rest(): void {
    this.#worker?.unref();
  }

  /** Resolves when it is gone. */
  async end(): Promise<void> {
    this.post({ kind: 'end' });
    await this.#ended;
  }
}
