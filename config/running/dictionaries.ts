import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Dictionaries, modelledDictionaryMin } from '../../protocol/batch.js';

/** The dictionaries of this version, by their number (rules S11, S17). */
const dictionaryIds = [1, 64] as const;

/** Loads what is there; without any, batches go with plain deflate. */
export function loadDictionaries(folder: string): Dictionaries {
  const dictionaries = new Map<number, Uint8Array>();
  for (const id of dictionaryIds) {
    const file = join(folder, `${id}.bin`);
    if (existsSync(file)) dictionaries.set(id, readFileSync(file));
  }
  return dictionaries;
}

/** Whether a byte on a link costs more than the time of a processor. */
export function bytesAreDear(link: { readonly metered: boolean; readonly kind: string }): boolean {
  return link.metered || link.kind !== 'fibre';
}

/**
 * The same dictionaries, those first that both ends should use on a link (rule S17): models where bytes are dear, deflate
 * where they are not; of each the newest first.
 */
export function inOrderFor(
  link: { readonly metered: boolean; readonly kind: string },
  dictionaries: Dictionaries,
): Dictionaries {
  const rank = (id: number) => (id >= modelledDictionaryMin === bytesAreDear(link) ? 1 : 0);
  return new Map([...dictionaries].sort(([left], [right]) => rank(right) - rank(left) || right - left));
}

/** The first of the preferred dictionaries that the other end knows too; 0 when there is none (rules S11, S17). */
export function sharedDictionary(preferred: Iterable<number>, known: { has(id: number): boolean }): number {
  for (const id of preferred) if (known.has(id)) return id;
  return 0;
}
