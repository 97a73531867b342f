import { readFileSync } from 'node:fs';
import t from 'tap';
import { buildDictionary, dictionaryBytesMax } from '../../provisioning/demo/population/dictionary.js';
import { allNames } from '../../provisioning/demo/population/names.js';
import { generatePopulation } from '../../provisioning/demo/population/population.js';

const file = new URL('../../protocol/dictionary/1.bin', import.meta.url);
const text = readFileSync(file, 'utf8');

t.test('[S11] the dictionary is what its builder makes of synthetic data, to the byte', async (t) => {
  const built = Buffer.from(buildDictionary('dictionary-1'));
  t.ok(
    built.equals(readFileSync(file)),
    'rebuild with provisioning/demo/population/build-dictionary.ts, as a new number',
  );
  t.ok(built.length <= dictionaryBytesMax);
});

t.test('[R3] no name, number, id or date of anybody stands in the dictionary', async (t) => {
  const words = new Set(text.split(/[^\p{L}’'-]+/u));
  t.same(
    allNames().filter((name) => name.length >= 4 && words.has(name)),
    [],
  );
  t.notMatch(text, /[0-9a-f]{8}-[0-9a-f]{4}-7/, 'no id');
  t.notMatch(text, /\+237/, 'no telephone');
  t.notMatch(text, /(19|20)\d\d-\d\d/, 'no date');
  t.notMatch(text, /\d[\d ]{6,}/, 'no long number');
});

t.test('[R3] nothing personal of a population of another seed stands in it', async (t) => {
  const options = { seed: 'another', patients: 300, startMilliseconds: Date.parse('2026-11-20T08:00:00Z') };
  const found = new Set<string>();
  for (const { patient } of generatePopulation({ ...options, site: { code: '9AB', region: 'Centre' } })) {
    for (const [, value] of JSON.stringify(patient).matchAll(/"(?:family|value|id)":"([^"]+)"/g)) {
      if (value !== undefined && value.length >= 4 && text.includes(value)) found.add(value);
    }
  }
  t.same([...found], []);
});
