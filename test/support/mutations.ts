import type { SeededRandom } from './seeded-random.js';

/** What nobody means by an element, as JSON text: most of it is JSON, and some is not. */
const oddTexts: readonly string[] = [
  ...[
    'null',
    'true',
    '0',
    '-1',
    '1e400',
    '0.1',
    'NaN',
    '-Infinity',
    '01',
    '""',
    '" "',
    '"\\u0000"',
    '"\\ud800"',
    '"\\udc00x"',
  ],
  ...[
    '[]',
    '{}',
    '[null]',
    '[[]]',
    '{"":1}',
    '{"resourceType":"Patient"}',
    '{"reference":"Patient/%"}',
    '"<script>1</script>"',
  ],
  ...[
    '"2026-02-30"',
    '"9999999999-01-01"',
    '"urn:uuid:x"',
    '"\u202e"',
    '"a|b|c"',
    '{"__proto__":{"x":1}}',
    '"constructor"',
  ],
  `"${'x'.repeat(70_000)}"`,
  `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  `${'{"extension":'.repeat(200)}1${'}'.repeat(200)}`,
  `[${'1,'.repeat(20_000)}1]`,
];

const oddKeys: readonly string[] = [
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
    ' ',
    '_',
    '__',
    '_id',
    'resourceType',
    'id',
    'meta',
    'contained',
  ],
  ...['extension', 'valueString', 'valueQuantity', 'fhir_comments', 'Name', 'ＮＡＭＥ', 'x'.repeat(5_000)],
];

/** The text of a valid resource, damaged in one to three places; the same seed damages it in the same way. */
export function mutate(text: string, random: SeededRandom): string {
  let mutated = text;
  for (let count = 1 + random.below(3); count > 0; count -= 1) mutated = mutateOnce(mutated, random);
  return mutated;
}

function mutateOnce(text: string, random: SeededRandom): string {
  switch (random.below(7)) {
    case 0:
      return text.slice(0, random.below(text.length));
    case 1: {
      const at = random.below(text.length);
      return text.slice(0, at) + String.fromCharCode(random.below(0x1_00_00)) + text.slice(at + 1);
    }
    case 2:
      return replaceOne(text, /"[A-Za-z]+":/g, () => `${JSON.stringify(pick(oddKeys, random))}:`, random);
    case 3:
      // The same key once more, with another value before it.
      return replaceOne(text, /"[A-Za-z]+":/g, (key) => `${key}${pick(oddTexts, random)},${key}`, random);
    case 4:
      return replaceOne(
        text,
        /\{(?=")/g,
        () => `{${JSON.stringify(pick(oddKeys, random))}:${pick(oddTexts, random)},`,
        random,
      );
    case 5:
      return replaceOne(text, /[[\]{},:]/g, () => pick(['[', ']', '{', '}', ',', ':', ''], random), random);
    default:
      return replaceOne(text, /(?<=:)(?:"[^"]*"|\d[\d.]*|true|false)/g, () => pick(oddTexts, random), random);
  }
}

function replaceOne(text: string, pattern: RegExp, by: (found: string) => string, random: SeededRandom): string {
  const found = [...text.matchAll(pattern)];
  const match = found[random.below(Math.max(1, found.length))];
  if (match === undefined) return text;
  return text.slice(0, match.index) + by(match[0]) + text.slice(match.index + match[0].length);
}

export function pick<Each>(list: readonly Each[], random: SeededRandom): Each {
  const one = list[random.below(list.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}
