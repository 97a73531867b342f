import { readFileSync } from 'node:fs';
import t from 'tap';
import { lessonsOf } from '../../protocol/model/lessons.js';
import { buildLessonBook } from '../../provisioning/demo/population/lesson-book.js';
import { allNames } from '../../provisioning/demo/population/names.js';
import { generatePopulation } from '../../provisioning/demo/population/population.js';

const file = new URL('../../protocol/dictionary/64.bin', import.meta.url);
const text = readFileSync(file, 'utf8');
const dictionaryBytesMax = 100 * 1024;

t.test('[S17] the dictionary of models is what its builder makes of synthetic data, to the byte', async (t) => {
  const built = Buffer.from(buildLessonBook('dictionary-64'));
  t.ok(built.equals(readFileSync(file)), 'rebuild with build-dictionary.ts, as a new number');
  t.ok(built.length <= dictionaryBytesMax);
  const lessons = [...lessonsOf(built)];
  t.ok(lessons.length > 100);
  t.ok(lessons.every(({ body, resourceId }) => JSON.parse(Buffer.from(body).toString()).id === resourceId));
});

t.test('[R3] no name, number, id or date of anybody stands in it', async (t) => {
  const words = new Set(text.split(/[^\p{L}’'-]+/u));
  const values = [...text.matchAll(/"(?:family|district)":"([^"]+)"|"given":\["([^\]]+)"\]/g)];
  t.same(
    values.map(([, one, list]) => one ?? list ?? '').filter((value) => !/^x((?: |",")x)*$/.test(value)),
    [],
  );
  t.same(
    allNames().filter((name) => name.length >= 4 && words.has(name)),
    [],
  );
  const dates = new Set([...text.matchAll(/"(\d{4}-\d\d-\d\d)/g)].map(([, date]) => date));
  t.same(
    [...dates].sort().filter((date) => !/^(1999-12-31|2000-01-0[12])$/.test(date ?? '')),
    [],
  );
  const ids = [...text.matchAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g)].map(([id]) => id);
  t.same(
    ids.filter((id) => !/^00dc6[0-9a-f]{3}-.{4}-7.{3}-8000-0{8}/.test(id)),
    [],
    'ids that are counted',
  );
  t.notMatch(text, /\+237|\/[a-z]+-[0-9a-f]{16}/, 'no telephone, no member of staff');
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
