import t from 'tap';
import { refusalOf, send } from '../../support/fhir-server.js';
import { onBothSearchFaces } from '../../support/search-faces.js';

const [loinc, ucum] = ['http://loinc.org', 'http://unitsofmeasure.org'];
const concept = (code: string, system = loinc) => ({ coding: [{ system, code }] });
const mercury = (value: number) => ({ value, unit: 'mmHg', system: ucum, code: 'mm[Hg]' });
const measured = (id: string, elements: object) => ({
  ...{ resourceType: 'Observation', id, status: 'final', subject: { reference: 'Patient/p' }, code: concept('x') },
  ...elements,
});
const world = [
  { resourceType: 'Patient', id: 'p', name: [{ family: 'Ngo' }] },
  { resourceType: 'Patient', id: 'q', name: [{ family: 'Fotso' }] },
  measured('pulse', { code: concept('8867-4'), valueQuantity: { value: 72, system: ucum, code: '/min' } }),
  measured('pressure', {
    subject: { reference: 'Patient/q' },
    code: concept('85354-9'),
    component: [
      { code: concept('8480-6'), valueQuantity: mercury(142) },
      { code: concept('8462-4'), valueQuantity: mercury(91) },
    ],
  }),
  measured('group', { code: concept('882-1'), valueCodeableConcept: concept('O$+', 'urn:blood,group') }),
  measured('note', { code: concept('a$b,c|d', 'urn:own'), valueString: 'Étoile 5 $, dit-il' }),
  measured('day', { code: concept('8665-2'), valueDateTime: '2026-03-05' }),
  {
    ...{ resourceType: 'DocumentReference', id: 'd2', status: 'current', content: [{ attachment: { title: 'x' } }] },
    relatesTo: [{ code: 'replaces', target: { reference: 'DocumentReference/d1' } }],
  },
];

const found: readonly (readonly [query: string, ids: readonly string[]])[] = [
  ['code-value-quantity=8867-4$72', ['pulse']],
  [`code-value-quantity=${loinc}|8867-4$gt71.5|${ucum}|/min`, ['pulse']],
  [`code-value-quantity=${loinc}|8867-4$lt72||/min`, []],
  ['code-value-quantity=|8867-4$72', []],
  ['code-value-quantity=8867-4$72|urn:other|/min', []],
  ['component-code-value-quantity=8480-6$ge140', ['pressure']],
  // The code of one component with the value of another.
  ['component-code-value-quantity=8462-4$ge140', []],
  ['component-code-value-quantity=8480-6$91,8462-4$91', ['pressure']],
  ['code-value-quantity=8480-6$142', []],
  ['combo-code-value-quantity=8480-6$142', ['pressure']],
  ['combo-code-value-quantity=8480-6$142,8867-4$72', ['pressure', 'pulse']],
  ['combo-value-quantity=gt100', ['pressure']],
  ['combo-value-quantity=lt92', ['pressure', 'pulse']],
  ['combo-value-quantity:missing=true', ['day', 'group', 'note']],
  ['combo-value-concept:not=O%5C$%2B', ['day', 'note', 'pressure', 'pulse']],
  // Escapes, in either half.
  ['code-value-concept=882-1$urn:blood%5C,group|O%5C$%2B', ['group']],
  ['combo-code-value-concept=882-1$O%5C$%2B', ['group']],
  ['code-value-string=urn:own|a%5C$b%5C,c%5C|d$etoile%205%20%5C$%5C,', ['note']],
  ['code-value-string=a%5C$b%5C,c%5C|d$dit', []],
  ['code-value-date=8665-2$2026-03', ['day']],
  ['code-value-date=8665-2$gt2026-03-05', []],
  ['code-value-date=8665-2$sa2026-03-04', ['day']],
  // Through chains, and beside other criteria.
  ['patient.name=fotso&combo-code-value-quantity=8480-6$142', ['pressure']],
  ['patient._has:Observation:patient:component-code-value-quantity=8462-4$91&status=final', ['pressure']],
];

onBothSearchFaces(t, '[F63] §3.1.1.4.15 composites find both halves in one element', async (t, face) => {
  await face.put(...world);
  for (const [query, ids] of found) {
    const keys = await face.keys(`Observation?${query}`);
    t.strictSame(
      [...keys].sort(),
      ids.map((id) => `Observation/${id}`),
      query,
    );
  }
  const has = (rest: string) => face.keys(`Patient?_has:Observation:patient:${rest}`);
  t.strictSame(await has('code-value-quantity=8867-4$72'), ['Patient/p']);
  t.strictSame(await has('combo-code-value-quantity=8480-6$gt100'), ['Patient/q']);
  for (const target of ['DocumentReference/d1', 'd1', 'http%3A//localhost:80/fhir/DocumentReference/d1']) {
    t.strictSame(
      await face.keys(`DocumentReference?relationship=replaces$${target}`),
      ['DocumentReference/d2'],
      target,
    );
  }
  t.strictSame(await face.keys('DocumentReference?relationship=signs$d1'), []);
});

onBothSearchFaces(t, '[F63] a composite with a part missing, or with a modifier, is refused', async (t, face) => {
  await face.put(...world);
  for (const value of [
    '8867-4',
    '$72',
    '8867-4$',
    '$',
    '8867-4$72$',
    '8867-4$a',
    '8867-4$72,',
    '|$72',
    '8867-4%5C$72',
  ]) {
    const answer = await send(face.server, 'doctor', 'GET', `Observation?code-value-quantity=${value}`);
    t.strictSame(refusalOf(answer), { status: 400, code: 'parameter-malformed', path: undefined }, value);
  }
  for (const modifier of ['missing', 'not', 'exact', 'Patient']) {
    const url = `Observation?combo-code-value-quantity:${modifier}=true$1`;
    t.match(
      refusalOf(await send(face.server, 'doctor', 'GET', url)),
      { status: 400, code: 'parameter-unknown' },
      modifier,
    );
  }
  const strict = { prefer: 'handling=strict' };
  const sorted = await send(face.server, 'doctor', 'GET', 'Observation?_sort=code-value-quantity', undefined, strict);
  t.match(refusalOf(sorted), { status: 400, code: 'parameter-unknown' }, 'pairs have no order');
});

onBothSearchFaces(
  t,
  '[F63] what several parameters find between them is sorted by all their values',
  async (t, face) => {
    await face.put(...world);
    const first = ['pulse', 'pressure'].map((id) => `Observation/${id}`);
    const up = await face.keys('Observation?_sort=combo-value-quantity,_id');
    t.strictSame(up.slice(0, 2), first, '72 before 91, the least of a pressure');
    const down = await face.keys('Observation?_sort=-combo-value-quantity,_id');
    t.strictSame(down.slice(0, 2), [...first].reverse());
  },
);
