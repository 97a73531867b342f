import type { CardKey } from '../../record/card-keys/card-key.js';
import { cardKeyType } from '../../record/card-keys/card-key-resource.js';
import { cardKeysOf } from '../../record/card-keys/card-key-set.js';
import type { SyncStore } from '../sync-store.js';
import type { CardKeyStore } from './card-key-store.js';

/** The keys that the journal tells of, read again only when something that may tell of one was written. */
export class KnownCardKeys {
  readonly #store: Pick<CardKeyStore, 'told'>;
  readonly #sync: Pick<SyncStore, 'onCommit'>;
  readonly #listeners = new Set<() => void>();
  #keys: Promise<readonly CardKey[]> | undefined;
  #forget: (() => void) | undefined;

  constructor(store: Pick<CardKeyStore, 'told'>, sync: Pick<SyncStore, 'onCommit'>) {
    this.#store = store;
    this.#sync = sync;
  }

  start(): void {
    this.#forget = this.#sync.onCommit(({ touched }) => {
      if (!touched.some(({ type }) => type === cardKeyType)) return;
      this.#keys = undefined;
      for (const listener of this.#listeners) listener();
    });
  }

  stop(): void {
    this.#forget?.();
    this.#keys = undefined;
  }

  read(): Promise<readonly CardKey[]> {
    // Before the start nothing would tell that it is old.
    if (this.#forget === undefined) return this.#read();
    this.#keys ??= this.#read();
    return this.#keys;
  }

  /** Calls `listener` when keys may be others; the function given back ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async #read(): Promise<readonly CardKey[]> {
    return cardKeysOf(await this.#store.told());
  }
}
