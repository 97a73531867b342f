import type { Problem } from '../protocol/problem.js';
import { type Acknowledgement, acknowledgeAll } from './acknowledge.js';
import type { JournalContext } from './context.js';

interface Waiting {
  readonly item: Acknowledgement;
  readonly settle: (problem: unknown) => void;
}

/**
 * Receipts that come in one turn of the event loop share one transaction, and so one fsync: after an outage they come by
 * the hundred. Each caller still hears of its own receipt, and only after the commit.
 */
export class ReceiptQueue {
  readonly #context: JournalContext;
  #waiting: Waiting[] = [];
  #asked = false;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  /** @throws Problem `batch-fork`; whatever the transaction throws */
  add(item: Acknowledgement): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (problem: unknown) => (problem === undefined ? resolve() : reject(problem));
      this.#waiting.push({ item, settle });
      if (this.#asked) return;
      this.#asked = true;
      this.#context.soon(() => this.flush());
    });
  }

  /** Commits what waits now, as before the database is closed. */
  flush(): void {
    this.#asked = false;
    const taken = this.#waiting;
    if (taken.length === 0) return;
    this.#waiting = [];
    let problems: readonly (Problem | undefined)[];
    try {
      problems = acknowledgeAll(
        this.#context,
        taken.map(({ item }) => item),
      );
    } catch (error) {
      for (const { settle } of taken) settle(error);
      return;
    }
    for (const [index, { settle }] of taken.entries()) settle(problems[index]);
    this.#context.announce({ source: 'receipt', touched: [] });
  }
}
