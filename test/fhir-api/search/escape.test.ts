import fc from 'fast-check';
import t from 'tap';
import { splitEscaped, unescapeValue } from '../../../fhir-api/search/escape.js';

const escaped = (text: string) => text.replace(/[,|$\\]/g, '\\$&');

t.test('whatever is escaped comes out as it went in', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), fc.constantFrom(',', '|', '$'), (parts, separator) => {
      const split = splitEscaped(parts.map(escaped).join(separator), separator as ',');
      return JSON.stringify(split.map(unescapeValue)) === JSON.stringify(parts);
    }),
    { seed: 11 },
  );
  t.strictSame(splitEscaped('a\\,b,c\\', ','), ['a\\,b', 'c\\']);
  t.equal(unescapeValue('C:\\new'), 'C:\\new');
});
