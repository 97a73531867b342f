import { writeFileSync } from 'node:fs';
import { buildDictionary } from './dictionary.js';
import { buildLessonBook } from './lesson-book.js';

/**
 * Writes the dictionaries of `protocol/dictionary` that are named; run by hand:
 * `npx tsx provisioning/demo/population/build-dictionary.ts 64`. A dictionary that has been released never changes: what
 * two ends agreed on by its number must stay the same bytes. A better one gets the next number.
 */
const builders: ReadonlyMap<string, () => Uint8Array> = new Map([
  ['1', () => buildDictionary('dictionary-1')],
  ['64', () => buildLessonBook('dictionary-64')],
]);

for (const id of process.argv.slice(2)) {
  const bytes = builders.get(id)?.();
  if (bytes === undefined) throw new Error(`no dictionary ${id}`);
  writeFileSync(new URL(`../../../protocol/dictionary/${id}.bin`, import.meta.url), bytes);
  process.stdout.write(`${id}: ${bytes.length} bytes\n`);
}
