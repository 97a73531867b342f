import type { OwnCardKey } from '../../record/card-keys/card-key.js';
import type { CardKeyVersion } from '../../record/card-keys/card-key-set.js';

/** Keys of verifiable health cards: a site's own, and what all nodes told of theirs. */
export interface CardKeyStore {
  /** With their private halves, the newest first; none at the hub. */
  own(): Promise<readonly OwnCardKey[]>;
  add(key: OwnCardKey): Promise<void>;
  /** All versions that are here of all resources that may tell of a key. */
  told(): Promise<readonly CardKeyVersion[]>;
}
