import fc from 'fast-check';
import t from 'tap';
import { jaroWinkler } from '../../../record/identity/jaro-winkler.js';
import { matchMarks, matchOf } from '../../../record/identity/match-score.js';

const person = {
  identifier: [{ system: 'urn:carnet:cm:cni', value: '100200300' }],
  name: [{ family: 'Ngo’o Éyébé', given: ['Aïssatou', 'Marie'] }],
  gender: 'female',
  birthDate: '1991-03-08',
  telecom: [{ system: 'phone', value: '+237 677 12 34 56' }],
};
const compare = (left: object, right: object) => matchOf(matchMarks({ ...left }), matchMarks({ ...right }));
const without = (...elements: string[]) =>
  Object.fromEntries(Object.entries(person).filter(([element]) => !elements.includes(element)));

t.test('[F103] Jaro and Winkler: the values of their paper', async (t) => {
  for (const [left, right, value] of [
    ['martha', 'marhta', 0.961],
    ['dwayne', 'duane', 0.84],
    ['dixon', 'dicksonx', 0.813],
    ['jones', 'johnson', 0.832],
    ['abc', 'xyz', 0],
    ['', '', 1],
    ['a', '', 0],
  ] as const) {
    t.equal(Math.round(jaroWinkler(left, right) * 1000) / 1000, value, `${left} ${right}`);
  }
});

t.test('[F103] Patient-match: the more agrees, the likelier; what is missing says nothing', async (t) => {
  const score = (right: object) => compare(person, right)?.score ?? 0;
  t.match(compare(person, person), { grade: 'certain', score: 1 });
  t.match(compare(person, without('identifier')), { grade: 'probable' }, 'names and days are never certain');
  t.match(
    compare(person, without('name', 'birthDate', 'gender', 'telecom')),
    { grade: 'possible' },
    'an identifier alone',
  );
  t.match(
    compare(without('identifier'), { ...without('identifier', 'telecom'), birthDate: '1991-08-03' }),
    { grade: 'possible' },
    'day and month exchanged: likely, but another birth date',
  );
  t.equal(
    compare(person, { name: [{ family: 'Fotso', given: ['Paul'] }], gender: 'male', birthDate: '1950-01-01' }),
    undefined,
  );
  const spelt = { ...without('identifier'), name: [{ family: 'Ngo Eyebe', given: ['Aisatou'] }] };
  t.ok(score(without('identifier')) >= score(spelt));
  t.ok(score(spelt) > score({ ...spelt, birthDate: '1970-12-24' }));
  const exchanged = { ...without('identifier'), name: [{ family: 'Aïssatou', given: ['Ngo’o', 'Éyébé'] }] };
  t.match(compare(person, exchanged), { grade: 'probable' }, 'family and given names exchanged');
  t.match(compare(person, { ...without('identifier'), birthDate: '1991' })?.grade, 'probable');
  t.match(compare(person, { ...without('identifier'), telecom: [{ value: '677123456' }] })?.score, 1);
});

t.test(
  '[F103] Patient-match: an identifier in common, but another sex or day: to be looked at, never certain',
  async (t) => {
    t.match(compare(person, { ...person, gender: 'male' }), { grade: 'possible' });
    t.match(compare(person, { ...person, birthDate: '1991-03-09' }), { grade: 'possible' });
    t.match(compare(person, { ...person, birthDate: '1991' }), { grade: 'certain' }, 'a year is no other day');
    const other = { ...person, identifier: [{ system: 'urn:carnet:cm:cni', value: '999888777' }] };
    const short = without('identifier', 'telecom');
    const none = compare(person, short)?.score ?? 0;
    t.ok(
      (compare(person, { ...short, identifier: other.identifier })?.score ?? 0) < none,
      'another number of the same kind speaks against it',
    );
    const twin = { ...without('identifier', 'telecom'), name: [{ family: 'Ngo’o Éyébé', given: ['Paulette'] }] };
    t.not(compare(person, twin)?.grade, 'probable', 'a sister born on the same day');
  },
);

t.test('[F103] Patient-match: the same score in both directions and each time, within 0 and 1', async (t) => {
  const word = fc.constantFrom('Ngo', 'Éyébé', 'Mbarga', 'Marie', 'Mariam', '');
  const patients = fc.record({
    name: fc.array(fc.record({ family: word, given: fc.array(word, { maxLength: 2 }) }), { maxLength: 2 }),
    gender: fc.constantFrom('male', 'female', 'unknown', undefined),
    birthDate: fc.constantFrom('1990', '1990-01-01', '1990-05-06', '1990-06-05', '1991-05', undefined, 'never'),
    identifier: fc.array(
      fc.record({ system: fc.constantFrom('urn:a', 'urn:b'), value: fc.constantFrom('12345', '54321', '0') }),
      { maxLength: 2 },
    ),
    telecom: fc.array(fc.record({ value: fc.constantFrom('677123456', '+237677123456', 'x') }), { maxLength: 1 }),
  });
  fc.assert(
    fc.property(patients, patients, (left, right) => {
      const [one, other] = [compare(left, right), compare(right, left)];
      t.same(one, other);
      return one === undefined || (one.score >= 0 && one.score <= 1);
    }),
  );
});
