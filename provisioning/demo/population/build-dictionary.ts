import { writeFileSync } from 'node:fs';
import { buildDictionary } from './dictionary.js';

/**
 * Writes `protocol/dictionary/1.bin`; run by hand: `npx tsx provisioning/demo/population/build-dictionary.ts`. A
 * dictionary that has been released never changes: what two ends agreed on by its number must stay the same bytes. A
 * better one gets the next number.
 */
const file = new URL('../../../protocol/dictionary/1.bin', import.meta.url);
const dictionary = buildDictionary('dictionary-1');
writeFileSync(file, dictionary);
process.stdout.write(`${dictionary.length} bytes\n`);
