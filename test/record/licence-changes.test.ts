import fc from 'fast-check';
import t from 'tap';
import { valuesAt } from '../../record/elements.js';
import { type Licence, licenceFault, licencesOf, withLicence, withoutLicence } from '../../record/licence.js';
import type { FhirObject } from '../../record/resource.js';

const diploma = { code: { text: 'Doctorat' }, period: { start: '2001' } };
const person: FhirObject = {
  resourceType: 'Practitioner',
  id: 'a',
  name: [{ text: 'Dr A' }],
  qualification: [diploma],
};
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const licence: fc.Arbitrary<Licence> = fc
  .record({
    name: fc.constantFrom('Ordre', 'Ministère'),
    number: fc.constantFrom('1', '2/B'),
    days: fc.tuple(day, day),
  })
  .map(({ name, number, days }) => {
    const [from, until] = days.toSorted();
    return { name, number, from, until: until ?? '' };
  });

t.test('[R50] of each name and number the one that was given last stands, and diplomas stay', async () => {
  fc.assert(
    fc.property(fc.array(licence, { maxLength: 8 }), (given) => {
      const after = given.reduce((before, each) => withLicence(before, each), person);
      const last = new Map(given.map((each) => [`${each.name} ${each.number}`, each]));
      const kept = licencesOf(after);
      return (
        kept.length === last.size &&
        kept.every((each) => JSON.stringify(last.get(`${each.name} ${each.number}`)) === JSON.stringify(each)) &&
        valuesAt(after, 'qualification')[0] === diploma &&
        after['name'] === person['name']
      );
    }),
  );
});

t.test('[R50] one that is taken away is gone, and nothing else; one that is not there is not taken away', async (t) => {
  const one = { name: 'Ordre', number: '1', from: undefined, until: '2027-01-31' };
  const both = withLicence(withLicence(person, one), { ...one, number: '2' });
  const left = withoutLicence(both, { name: 'Ordre', number: '1' });
  t.strictSame(left && licencesOf(left), [{ ...one, number: '2' }]);
  t.strictSame(withoutLicence(withLicence({ resourceType: 'Practitioner' }, one), one), {
    resourceType: 'Practitioner',
  });
  t.equal(withoutLicence(both, { name: 'Ordre', number: '3' }), undefined);
  t.equal(withoutLicence(both, { name: 'Doctorat', number: '' }), undefined, 'a diploma is no licence');
});

t.test('[R50] what cannot be is named', async (t) => {
  const good = { name: 'Ordre national', number: 'A-12/3', from: '2026-01-01', until: '2026-01-01' };
  t.equal(licenceFault(good), undefined, 'a day long');
  t.equal(licenceFault({ ...good, from: undefined, until: '2028-02-29' }), undefined);
  for (const [member, value] of [
    ['name', ''],
    ['name', ' Ordre'],
    ['name', 'a'.repeat(81)],
    ['name', 'a\u0000b'],
    ['number', ''],
    ['number', '1'.repeat(41)],
    ['from', '2026-02-30'],
    ['from', '2026'],
    ['until', '2027-02-29'],
    ['until', '2025-12-31'],
    ['until', '226-12-31'],
    ['until', ''],
  ] as const)
    t.equal(licenceFault({ ...good, [member]: value }), member, `${member}: ${value.slice(0, 12)}`);
});
