import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dictionaries } from '../../protocol/batch.js';

/** The compression dictionaries of this version, by their number (rule S11). */
const dictionaryIds = [1] as const;

/** Loads what is there; without any, batches go with plain deflate. */
export function loadDictionaries(folder: string): Dictionaries {
  const dictionaries = new Map<number, Uint8Array>();
  for (const id of dictionaryIds) {
    const file = join(folder, `${id}.bin`);
    if (existsSync(file)) dictionaries.set(id, readFileSync(file));
  }
  return dictionaries;
}
