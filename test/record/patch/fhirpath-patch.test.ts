import t from 'tap';
import { applyPatch } from '../../../record/patch/apply-patch.js';

type Parts = Readonly<Record<string, unknown>>;

/** Parameters of one operation for each argument; a part is a value, or an object of `value[x]`. */
function parameters(...operations: readonly Parts[]): string {
  return JSON.stringify({
    resourceType: 'Parameters',
    parameter: operations.map((parts) => ({
      name: 'operation',
      part: Object.entries(parts).map(([name, value]) => ({ name, ...partOf(value) })),
    })),
  });
}

function partOf(value: unknown): object {
  if (typeof value === 'string') return { valueString: value };
  return typeof value === 'number' ? { valueInteger: value } : (value as object);
}

const apply = (resource: object, ...operations: readonly Parts[]) => {
  const text = applyPatch(JSON.stringify({ resourceType: 'Patient', ...resource }), parameters(...operations));
  const { resourceType: _, ...rest } = JSON.parse(text) as Record<string, unknown>;
  return rest;
};

const ids = (...values: readonly number[]) => ({ identifier: values.map((value) => ({ value: String(value) })) });
const path = 'Patient.identifier';

t.test('fhirpatch.html: add, to what is there once and to lists, with choices and parts', async (t) => {
  const add = { type: 'add', path: 'Patient' };
  t.strictSame(apply({}, { ...add, name: 'birthDate', value: { valueDate: '1930-01-01' } }), {
    birthDate: '1930-01-01',
  });
  t.strictSame(apply(ids(1), { ...add, name: 'identifier', value: { valueIdentifier: { value: '2' } } }), ids(1, 2));
  t.strictSame(apply({}, { ...add, name: 'deceased', value: { valueBoolean: true } }), { deceasedBoolean: true });
  const parts = [
    { name: 'name', valueHumanName: { text: 'a name' } },
    { name: 'relationship', valueCodeableConcept: { text: 'aunt' } },
    { name: 'relationship', valueCodeableConcept: { text: 'tutor' } },
    { name: 'gender', valueCode: 'female' },
  ];
  t.strictSame(apply({}, { ...add, name: 'contact', value: { part: parts } }), {
    contact: [{ name: { text: 'a name' }, relationship: [{ text: 'aunt' }, { text: 'tutor' }], gender: 'female' }],
  });
  const nested = { type: 'add', path: 'Patient.contact[0]', name: 'gender', value: { valueCode: 'male' } };
  t.strictSame(apply({ contact: [{ name: { text: 'x' } }] }, nested), {
    contact: [{ name: { text: 'x' }, gender: 'male' }],
  });
  const contained = { ...add, name: 'contained', value: { resource: { resourceType: 'Organization', id: 'o' } } };
  t.strictSame(apply({}, contained), { contained: [{ resourceType: 'Organization', id: 'o' }] });
  const wrong: readonly Parts[] = [
    { ...add, name: 'birthDate', value: { valueDate: '1931' } },
    { ...add, name: 'deceased', value: { valueDateTime: '1931' } },
    { ...add, name: 'colour', value: 'blue' },
    { ...add, path: 'Patient.birthDate', name: 'x', value: 'y' },
    { ...add, path: 'Patient.name', name: 'text', value: 'y' },
    { ...add, path: 'Patient.contact', name: 'gender', value: 'y' },
    { ...add, name: 'contact', value: { part: [{ name: 'colour', valueString: 'blue' }] } },
  ];
  for (const operation of wrong) {
    const resource = { birthDate: '1930', deceasedBoolean: false, name: [{}, {}] };
    t.throws(() => apply(resource, operation), { code: 'patch-inapplicable' }, JSON.stringify(operation));
  }
});

t.test('fhirpatch.html: insert, move and delete in lists', async (t) => {
  const insert = (index: number) => ({ type: 'insert', path, index, value: { valueIdentifier: { value: '9' } } });
  t.strictSame(apply(ids(1, 2), insert(0)), ids(9, 1, 2));
  t.strictSame(apply(ids(1, 2), insert(2)), ids(1, 2, 9));
  t.strictSame(apply({}, insert(0)), ids(9));
  t.throws(() => apply(ids(1), insert(2)), { code: 'patch-inapplicable' });
  const move = (source: number, destination: number) => ({ type: 'move', path, source, destination });
  t.strictSame(apply(ids(1, 2, 3, 4), move(3, 1)), ids(1, 4, 2, 3));
  t.strictSame(apply(ids(1, 2, 3, 4), move(0, 3)), ids(2, 3, 4, 1));
  t.strictSame(apply(ids(1, 2, 3, 4), move(3, 0), move(3, 1), move(3, 2)), ids(4, 3, 2, 1));
  t.throws(() => apply(ids(1), move(0, 1)), { code: 'patch-inapplicable' });
  t.throws(() => apply(ids(1), move(1, 0)), { code: 'patch-inapplicable' });
  t.strictSame(apply(ids(1, 2), { type: 'delete', path: 'Patient.identifier[0]' }), ids(2));
  t.strictSame(apply(ids(1), { type: 'delete', path: 'Patient.identifier[0]' }), {});
  t.strictSame(apply(ids(1, 2), { type: 'delete', path: "Patient.identifier.where(value = '1')" }), ids(2));
  t.strictSame(apply(ids(1), { type: 'delete', path: 'Patient.birthDate' }), ids(1), 'if it is found');
  t.throws(() => apply(ids(1, 2), { type: 'delete', path }), { code: 'patch-inapplicable' }, 'only one');
  t.throws(() => apply(ids(1), { type: 'delete', path: 'Patient' }), { code: 'patch-inapplicable' });
  const contact = { contact: [{ name: { text: 'a' }, gender: 'male' }] };
  t.strictSame(apply(contact, { type: 'delete', path: 'Patient.contact[0].name.text' }), {
    contact: [{ gender: 'male' }],
  });
});

t.test('fhirpatch.html: replace, and every form of path', async (t) => {
  const family = (place: string) => ({ type: 'replace', path: place, value: 'N' });
  const names = {
    name: [
      { use: 'official', family: 'A' },
      { use: 'usual', family: 'B', given: ['x', 'y'] },
    ],
  };
  const second = (change: object) => ({ name: [names.name[0], { ...names.name[1], ...change }] });
  for (const place of [
    'Patient.name[1].family',
    'name[1].family',
    "Patient.name.where(use = 'usual').family",
    "Patient.name.where(use = 'usual' and given.first().startsWith('x')).single().family",
    "Patient.name.where((use = 'usual') and family.exists().not() = false).family",
    'Patient.name.last().family',
    '%resource.name.where(given.count() = 2).first().family',
  ]) {
    t.strictSame(apply(names, family(place)), second({ family: 'N' }), place);
  }
  t.strictSame(apply(names, family("Patient.name[1].given.where($this = 'y')")), second({ given: ['x', 'N'] }));
  const url = 'http://x';
  const extended = {
    extension: [
      { url: 'http://y', valueString: 'b' },
      { url, valueString: 'a' },
    ],
  };
  t.strictSame(apply(extended, family(`Patient.extension('${url}').value`)), {
    extension: [extended.extension[0], { url, valueString: 'N' }],
  });
  const other = {
    type: 'replace',
    path: `Patient.extension('${url}').value.ofType(string)`,
    value: { valueCode: 'c' },
  };
  t.strictSame(apply(extended, other), { extension: [extended.extension[0], { url, valueCode: 'c' }] });
  t.strictSame(
    apply(
      { deceasedBoolean: true },
      { type: 'replace', path: '(Patient.deceased as boolean)', value: { valueBoolean: false } },
    ),
    {
      deceasedBoolean: false,
    },
  );
  for (const place of ['Patient.name.family', 'Patient.birthDate', 'Patient', 'Patient.name[7].family']) {
    t.throws(() => apply(names, family(place)), { code: 'patch-inapplicable' }, place);
  }
});

t.test('fhirpatch.html: what stands beside a primitive goes with it', async (t) => {
  const extension = [{ url: 'http://x', valueString: 'b' }];
  const name = (given: unknown, beside?: unknown) => ({
    name: [{ given, ...(beside === undefined ? {} : { _given: beside }) }],
  });
  const given = 'Patient.name[0].given';
  const start = name(['a', 'b'], [null, { extension }]);
  t.strictSame(apply(start, { type: 'delete', path: `${given}[0]` }), name(['b'], [{ extension }]));
  t.strictSame(apply(start, { type: 'delete', path: `${given}[1]` }), name(['a']));
  t.strictSame(
    apply(start, { type: 'insert', path: given, index: 0, value: 'c' }),
    name(['c', 'a', 'b'], [null, null, { extension }]),
  );
  t.strictSame(
    apply(start, { type: 'move', path: given, source: 1, destination: 0 }),
    name(['b', 'a'], [{ extension }, null]),
  );
  t.strictSame(apply(start, { type: 'replace', path: `${given}[1]`, value: 'n' }), name(['a', 'n']));
  const valued = { valueString: 'n', _valueString: { extension } };
  t.strictSame(
    apply(start, { type: 'replace', path: `${given}[0]`, value: valued }),
    name(['n', 'b'], [{ extension }, { extension }]),
  );
  t.strictSame(
    apply(name(['a']), { type: 'add', path: 'Patient.name[0]', name: 'given', value: valued }),
    name(['a', 'n'], [null, { extension }]),
  );
  const date = { type: 'replace', path: 'Patient.birthDate', value: { valueDate: '1930', _valueDate: { extension } } };
  t.strictSame(apply({ birthDate: '1920' }, date), { birthDate: '1930', _birthDate: { extension } });
  t.strictSame(
    apply({ birthDate: '1920', _birthDate: { extension } }, { type: 'delete', path: 'Patient.birthDate' }),
    {},
  );
});

t.test('[F48] fhirpatch.html: what is no patch, and what would take for ever, is refused', async (t) => {
  const wrong: readonly (readonly [string, string])[] = [
    ['{"resourceType":"Patient"}', 'body-malformed'],
    [JSON.stringify({ resourceType: 'Parameters', parameter: [{ name: 'other' }] }), 'body-malformed'],
    [parameters({ type: 'merge', path: 'Patient' }), 'body-malformed'],
    [parameters({ path: 'Patient' }), 'body-malformed'],
    [parameters({ type: 'replace', path: 'Patient..name(', value: 'x' }), 'body-malformed'],
    [
      parameters({ type: 'replace', path: "Patient.name.where(family.matches('(a+)+$'))", value: 'x' }),
      'body-malformed',
    ],
    [parameters({ type: 'replace', path: 'Patient.name | Patient.contact', value: 'x' }), 'body-malformed'],
    [parameters({ type: 'replace', path: 'Patient.name.lower()', value: 'x' }), 'body-malformed'],
    [parameters({ type: 'replace', path: '1 + 1', value: 'x' }), 'body-malformed'],
    [parameters({ type: 'replace', path: 'Patient.name.(1)', value: 'x' }), 'body-malformed'],
    [parameters({ type: 'replace', path: "Patient.name['x']", value: 'x' }), 'body-malformed'],
    [parameters({ type: 'replace', path: "Patient.name.where(given.single() = 'x')", value: 'x' }), 'body-malformed'],
    [parameters({ type: 'replace', path: 'Patient.active' }), 'body-malformed'],
    [parameters({ type: 'replace', path: 'Patient.active', value: { part: [] } }), 'body-malformed'],
    [parameters({ type: 'insert', path, index: 'one', value: 'x' }), 'body-malformed'],
    [parameters({ type: 'insert', path: 'Patient.identifier[0]', index: 0, value: 'x' }), 'body-malformed'],
    [parameters({ type: 'insert', path: 'Patient.active', index: 0, value: 'x' }), 'patch-inapplicable'],
    [parameters({ type: 'delete', path: `Patient.${'name.'.repeat(300)}text` }), 'too-large'],
    [parameters(...Array.from({ length: 1001 }, () => ({ type: 'delete', path: 'Patient.active' }))), 'too-large'],
  ];
  const resource = JSON.stringify({
    resourceType: 'Patient',
    active: true,
    name: [{ family: 'a', given: ['x', 'y'] }],
  });
  for (const [patch, code] of wrong) t.throws(() => applyPatch(resource, patch), { code }, patch.slice(0, 160));
  const large = { resourceType: 'Patient', name: Array.from({ length: 4000 }, () => ({ family: 'x'.repeat(100) })) };
  const search = { type: 'delete', path: "Patient.name.where(family = 'y')" };
  t.throws(() => applyPatch(JSON.stringify(large), parameters(...Array.from({ length: 60 }, () => search))), {
    code: 'too-large',
  });
});
