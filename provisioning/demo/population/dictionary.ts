import { canonicalise } from '../../../record/canonical.js';
import { fragmentsOf } from './dictionary-corpus.js';
import { regions } from './places.js';
import { generatePopulation } from './population.js';

/** Deflate looks back no further (RFC 1951 §2). */
export const dictionaryBytesMax = 32 * 1024;

const patientsPerRegion = 60;
/** A fixed present: the dictionary must come out the same whenever it is built. */
const presentMilliseconds = Date.parse('2026-01-01T00:00:00Z');

/**
 * Builds a preset dictionary for deflate from synthetic records: the fragments that save most, the best at the end,
 * where references to them are shortest. The same seed gives the same bytes.
 */
export function buildDictionary(seed: string): Uint8Array {
  const counts = new Map<string, number>();
  for (const region of regions) {
    const site = { code: '7KD', region: region.name };
    const options = {
      seed: `${seed} ${region.name}`,
      patients: patientsPerRegion,
      site,
      startMilliseconds: presentMilliseconds,
    };
    for (const history of generatePopulation(options)) {
      for (const resource of history.groups.flatMap((group) => group.resources)) {
        for (const fragment of fragmentsOf(resource, canonicalise(JSON.stringify(resource)))) {
          counts.set(fragment, (counts.get(fragment) ?? 0) + 1);
        }
      }
    }
  }
  return pack(counts);
}

/** Takes fragments by what they save until the dictionary is full; one that stands inside another is not repeated. */
function pack(counts: ReadonlyMap<string, number>): Uint8Array {
  const ranked = [...counts]
    .filter(([, count]) => count > 1)
    .map(([fragment, count]) => ({ fragment, saved: count * (fragment.length - 3) }))
    .sort((left, right) => right.saved - left.saved || (left.fragment < right.fragment ? -1 : 1));
  const chosen: string[] = [];
  let room = dictionaryBytesMax;
  for (const { fragment } of ranked) {
    const bytes = Buffer.byteLength(fragment);
    if (bytes > room || chosen.some((other) => other.includes(fragment))) continue;
    chosen.push(fragment);
    room -= bytes;
  }
  return Buffer.from(chosen.reverse().join(''));
}
