import type { HealthIdStore } from '../../journal/health-id-store.js';
import { readTextIfThere, writeFileAtomically } from '../../provisioning/folder/atomic-file.js';

/**
 * Health identifiers, of which the last one given stands outside of the database too (rule E31): an earlier day's, put
 * back, would give them again until the hub has told it of their patients, and for ever what was only printed.
 */
export class KeptHealthIds {
  readonly #store: HealthIdStore;
  readonly #path: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(store: HealthIdStore, path: string) {
    this.#store = store;
    this.#path = path;
  }

  /** Before the first is given. A file that is missing or damaged says nothing. */
  async start(): Promise<void> {
    const kept = readCounter(this.#path);
    if (kept !== undefined) await this.#store.raise(kept);
  }

  /** One after the other, so that the file never goes back. @throws Problem as the store's, `disk-full` */
  take(): Promise<string> {
    const taken = this.#last.then(() => this.#take());
    this.#last = taken.catch(() => {});
    return taken;
  }

  async #take(): Promise<string> {
    const text = await this.#store.take();
    const counter = await this.#store.counter();
    writeFileAtomically(this.#path, `${JSON.stringify({ counter })}\n`);
    return text;
  }
}

function readCounter(path: string): number | undefined {
  const text = readTextIfThere(path);
  try {
    const { counter } = JSON.parse(text ?? '') as { readonly counter: unknown };
    return Number.isSafeInteger(counter) && Number(counter) >= 0 ? Number(counter) : undefined;
  } catch {
    return undefined;
  }
}
