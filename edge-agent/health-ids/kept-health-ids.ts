import { OneAfterAnother } from '../../config/running/one-after-another.js';
import type { HealthIdStore } from '../../journal/health-id-store.js';
import { readTextIfThere, writeFileAtomically } from '../../provisioning/folder/atomic-file.js';

/**
 * Health identifiers, of which the last one given stands outside of the database too (rule E31): an earlier day's, put
 * back, would give them again until the hub has told it of their patients, and for ever what was only printed.
 */
export class KeptHealthIds {
  readonly #store: HealthIdStore;
  readonly #path: string;
  readonly #acts = new OneAfterAnother();

  constructor(store: HealthIdStore, path: string) {
    this.#store = store;
    this.#path = path;
  }

  /** Before the first is given. A file that is missing or damaged says nothing. */
  async start(): Promise<void> {
    const kept = this.#read();
    if (kept !== undefined) await this.#store.raise(kept.counter);
  }

  /**
   * The hub takes this run for a copy: another one of the same box goes on from the same counter. From here on this one
   * gives far ahead of it, once, until the hub takes it for the site again.
   * @param random 0 to 1
   */
  setApart(random: () => number): Promise<void> {
    return this.#acts.run(async () => {
      if (this.#read()?.isApart === true) return;
      await this.#store.raise(await this.#store.counterApart(random()));
      await this.#keep(true);
    });
  }

  /** The hub has let this run in: it speaks for the site. */
  rejoin(): Promise<void> {
    return this.#acts.run(async () => {
      if (this.#read()?.isApart === true) await this.#keep(false);
    });
  }

  /** One after the other, so that the file never goes back. @throws Problem as the store's, `disk-full` */
  take(): Promise<string> {
    return this.#acts.run(async () => {
      const text = await this.#store.take();
      await this.#keep(this.#read()?.isApart === true);
      return text;
    });
  }

  async #keep(isApart: boolean): Promise<void> {
    const counter = await this.#store.counter();
    writeFileAtomically(this.#path, `${JSON.stringify({ counter, ...(isApart && { isApart }) })}\n`);
  }

  #read(): KeptCounter | undefined {
    return readCounter(this.#path);
  }
}

interface KeptCounter {
  readonly counter: number;
  /** It was moved ahead of what another copy gives. */
  readonly isApart?: boolean;
}

function readCounter(path: string): KeptCounter | undefined {
  const text = readTextIfThere(path);
  try {
    const { counter, isApart } = JSON.parse(text ?? '') as { readonly counter: number; readonly isApart?: unknown };
    return Number.isSafeInteger(counter) && counter >= 0 ? { counter, isApart: isApart === true } : undefined;
  } catch {
    return undefined;
  }
}
