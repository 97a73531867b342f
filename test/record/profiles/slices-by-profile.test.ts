import t from 'tap';
import { bookOf, checkBy, madeProfile, profileBase, saidBy } from '../../support/made-profiles.js';

const core = (type: string) => `http://hl7.org/fhir/StructureDefinition/${type}`;
const slicing = (type: string, path: string, rules = 'open') => ({ discriminator: [{ type, path }], rules });
const loinc = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] });

const result = madeProfile('result', 'Observation', [
  { path: 'Observation.code', patternCodeableConcept: loinc('718-7') },
  { path: 'Observation.valueQuantity', min: 1 },
]);
const note = madeProfile('note', 'Observation', [
  { path: 'Observation.code', patternCodeableConcept: loinc('34109-9') },
]);
const observation = (id: string, code: string, more: object = { valueQuantity: { value: 1 } }) => ({
  ...{ resourceType: 'Observation', id, status: 'final', code: loinc(code) },
  ...more,
});

/** Members of a panel, told apart by what their references lead to. */
const panel = (by: object, ...slices: readonly (readonly [name: string, target: string, more?: object])[]) =>
  madeProfile('panel', 'Observation', [
    { path: 'Observation.hasMember', slicing: by },
    ...slices.map(([sliceName, target, more = {}]) => ({
      ...{ path: 'Observation.hasMember', sliceName, ...more },
      type: [{ code: 'Reference', targetProfile: [target] }],
    })),
  ]);
const byProfile = panel(
  slicing('profile', 'resolve()', 'closed'),
  ['results', `${profileBase}result`, { min: 1, max: '2' }],
  ['notes', `${profileBase}note`],
);
const panelOf = (members: readonly string[], more: object = {}) =>
  observation('panel', '24323-8', { hasMember: members.map((reference) => ({ reference })), ...more });
const bundleOf = (base: string, ...resources: readonly { readonly resourceType: string; readonly id: string }[]) => ({
  ...{ resourceType: 'Bundle', type: 'collection' },
  entry: resources.map((resource) => ({ fullUrl: `${base}${resource.resourceType}/${resource.id}`, resource })),
});
/** Each panel of a Bundle conforms to the profile of panels. */
const ofBundle = madeProfile('of-bundle', 'Bundle', [
  { path: 'Bundle.entry', slicing: slicing('value', 'resource.code') },
  { path: 'Bundle.entry', sliceName: 'panel', min: 1 },
  { path: 'Bundle.entry.resource', type: [{ code: 'Observation', profile: [`${profileBase}panel`] }] },
  { path: 'Bundle.entry.resource.code', patternCodeableConcept: loinc('24323-8') },
]);

t.test('[F139] slices by profile: what stands in a Bundle is of the slice whose profile it conforms to', async (t) => {
  const byEntry = madeProfile('entries', 'Bundle', [
    { path: 'Bundle.entry', slicing: slicing('profile', 'resource', 'closed') },
    { path: 'Bundle.entry', sliceName: 'result', min: 1, max: '1' },
    { path: 'Bundle.entry.resource', type: [{ code: 'Observation', profile: [`${profileBase}result`] }], min: 1 },
    { path: 'Bundle.entry', sliceName: 'patient' },
    { path: 'Bundle.entry.resource', type: [{ code: 'Patient' }], min: 1 },
  ]);
  const book = bookOf([result, byEntry]);
  t.strictSame(book.find(`${profileBase}entries`)?.unchecked, []);
  const say = (...resources: readonly { resourceType: string; id: string }[]) =>
    saidBy(book, 'entries', bundleOf('http://x/fhir/', ...resources));
  const patient = { resourceType: 'Patient', id: 'p' };
  t.strictSame(say(patient, observation('a', '718-7')), []);
  t.strictSame(say(observation('a', '718-7'), observation('b', '718-7')), [
    'Bundle.entry: slice result must not be there more than 1 times',
  ]);
  t.strictSame(say(observation('a', '718-7', {}), patient), [
    'Bundle.entry: slice result is required',
    'Bundle.entry[0]: is none of the slices, and no other may be there',
  ]);
});

t.test('[F139] behind a reference: what is contained, and an entry of the same Bundle', async (t) => {
  const book = bookOf([result, note, byProfile, ofBundle]);
  t.strictSame(book.find(`${profileBase}panel`)?.unchecked, []);
  const contained = [observation('r', '718-7'), observation('n', '34109-9', {}), observation('x', '1')];
  t.strictSame(checkBy(book, 'panel', panelOf(['#r', '#n'], { contained })), { said: [], noted: [] });
  t.strictSame(saidBy(book, 'panel', panelOf(['#n'], { contained })), [
    'Observation.hasMember: slice results is required',
  ]);
  t.strictSame(saidBy(book, 'panel', panelOf(['#r', '#x'], { contained })), [
    'Observation.hasMember[1]: is none of the slices, and no other may be there',
  ]);
  for (const [base, members] of [
    ['http://x/fhir/', ['Observation/r', 'http://x/fhir/Observation/n']],
    ['urn:uuid:', ['urn:uuid:Observation/r', 'urn:uuid:Observation/n']],
  ] as const) {
    const bundle = bundleOf(base, panelOf(members), ...contained);
    t.strictSame(checkBy(book, 'of-bundle', bundle), { said: [], noted: [] }, base);
    const wrong = bundleOf(base, panelOf(members.map((each) => each.replace('/r', '/x'))), ...contained);
    t.strictSame(saidBy(book, 'of-bundle', wrong), [
      'Bundle.entry[0].resource.hasMember: slice results is required (profile panel)',
      'Bundle.entry[0].resource.hasMember[0]: is none of the slices, and no other may be there (profile panel)',
    ]);
  }
  const elsewhere = bundleOf('http://x/fhir/', panelOf(['Observation/r']));
  const other = bundleOf('http://y/fhir/', ...contained);
  const mixed = { ...elsewhere, entry: [...elsewhere.entry, ...other.entry] };
  t.equal(checkBy(book, 'of-bundle', mixed).noted.length, 1, 'another server’s record of that id is another');
});

t.test('[F139] what is not here is told, item by item, and neither refused nor called right', async (t) => {
  const book = bookOf([result, note, byProfile]);
  t.strictSame(checkBy(book, 'panel', panelOf(['Observation/far'])), {
    said: [],
    noted: ['Observation.hasMember[0]: what it refers to is not here: it may be of slice results or notes'],
  });
  const contained = [observation('r', '718-7')];
  t.strictSame(checkBy(book, 'panel', panelOf(['Observation/far', '#r'], { contained })).said, []);
  t.strictSame(checkBy(book, 'panel', panelOf(['#r', '#r', '#r', 'Observation/far'], { contained })).said, [
    'Observation.hasMember: slice results must not be there more than 2 times',
  ]);
  const twice = panel(slicing('profile', 'resolve()'), ['results', `${profileBase}result`, { min: 2 }]);
  t.strictSame(saidBy(bookOf([result, twice]), 'panel', panelOf(['Observation/far'])), [
    'Observation.hasMember: slice results must be there 2 times at least',
  ]);
  t.strictSame(
    checkBy(book, 'panel', panelOf(['QuestionnaireResponse/far'])),
    {
      said: [
        'Observation.hasMember: slice results is required',
        'Observation.hasMember[0]: is none of the slices, and no other may be there',
      ],
      noted: [],
    },
    'a reference to another type is none of them, wherever it leads',
  );
});

t.test('[F139] by type behind a reference, and by what stands there', async (t) => {
  const byType = panel(
    slicing('type', 'resolve()'),
    ['forms', core('QuestionnaireResponse'), { max: '1' }],
    ['values', core('Observation'), { min: 1 }],
  );
  const typed = bookOf([byType]);
  const [form, value] = ['QuestionnaireResponse/q', 'Observation/far'];
  t.strictSame(checkBy(typed, 'panel', panelOf([form, value])), { said: [], noted: [] }, 'the reference says it');
  t.strictSame(saidBy(typed, 'panel', panelOf([form, form])), [
    'Observation.hasMember: slice forms must not be there more than 1 times',
    'Observation.hasMember: slice values is required',
  ]);
  t.equal(checkBy(typed, 'panel', panelOf(['urn:uuid:b7a4b8ec-2f8a-4c8e-8a4e-0a1b2c3d4e5f'])).noted.length, 1);
  const byCode = bookOf([
    result,
    panel(slicing('value', 'resolve().code'), ['results', `${profileBase}result`, { min: 1 }]),
  ]);
  const contained = [observation('r', '718-7'), observation('x', '1')];
  t.strictSame(checkBy(byCode, 'panel', panelOf(['#r'], { contained })), { said: [], noted: [] });
  t.strictSame(saidBy(byCode, 'panel', panelOf(['#x'], { contained })), [
    'Observation.hasMember: slice results is required',
  ]);
  t.equal(checkBy(byCode, 'panel', panelOf(['Observation/far'])).noted.length, 1);
});

t.test('[F59][F139] what refers to itself in a round is looked at once, and its cost is bounded', async (t) => {
  const round = panel(slicing('profile', 'resolve()', 'closed'), ['members', `${profileBase}panel`, { min: 1 }]);
  const book = bookOf([round, ofBundle]);
  const ring = (count: number, last: object = {}) =>
    bundleOf(
      'http://x/fhir/',
      ...Array.from({ length: count }, (_, at) => ({
        ...panelOf([`Observation/m${(at + 1) % count}`], at === count - 1 ? last : {}),
        id: `m${at}`,
      })),
    );
  t.strictSame(saidBy(book, 'of-bundle', ring(5)), []);
  t.equal(saidBy(book, 'of-bundle', ring(5, { hasMember: [] })).length > 0, true, 'one that has no member is none');
  t.throws(() => saidBy(book, 'of-bundle', ring(700)), { code: 'too-large' });
});

t.test('[F57] an invariant of a resource in a Bundle has that one as %resource', async (t) => {
  const named = madeProfile('named', 'Patient', [
    {
      path: 'Patient.contact',
      constraint: [{ key: 'x-1', severity: 'error', human: 'has a name', expression: '%resource.name.exists()' }],
    },
  ]);
  const holder = madeProfile('holder', 'Bundle', [
    { path: 'Bundle.entry.resource', type: [{ code: 'Patient', profile: [`${profileBase}named`] }] },
  ]);
  const patient = { resourceType: 'Patient', id: 'p', contact: [{ gender: 'male' }] };
  const book = bookOf([named, holder]);
  t.match(saidBy(book, 'holder', bundleOf('http://x/fhir/', patient)), [/breaks x-1/]);
  const right = { ...patient, name: [{ family: 'Ngo' }] };
  t.strictSame(saidBy(book, 'holder', bundleOf('http://x/fhir/', right)), []);
});
