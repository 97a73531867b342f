import t from 'tap';
import { bookOf, madeProfile, profileBase, saidBy } from '../../support/made-profiles.js';

const patient = { resourceType: 'Patient', id: 'p', name: [{ family: 'Ngo' }], gender: 'female' };
const observation = {
  ...{
    resourceType: 'Observation',
    id: 'o',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '85354-9' }] },
  },
};
const component = (code: string, value?: object) => ({
  code: { coding: [{ system: 'http://loinc.org', code }] },
  ...value,
});

t.test('[F57] cardinality: what must be there, what must not, and how often', async (t) => {
  const book = bookOf([
    madeProfile('p', 'Patient', [
      { path: 'Patient' },
      { path: 'Patient.identifier', min: 1, max: '2' },
      { path: 'Patient.birthDate', min: 1 },
      { path: 'Patient.photo', max: '0' },
      { path: 'Patient.contact.name', min: 1 },
      { path: 'Patient.deceased[x]', max: '0' },
    ]),
  ]);
  const good = { ...patient, identifier: [{ value: '1' }], birthDate: '1991', contact: [{ name: { text: 'x' } }] };
  t.strictSame(saidBy(book, 'p', good), []);
  t.strictSame(saidBy(book, 'p', patient), ['Patient.identifier: is required', 'Patient.birthDate: is required']);
  t.strictSame(saidBy(book, 'p', { ...good, photo: [{ title: 'x' }], deceasedBoolean: true }), [
    'Patient.photo: must not be there',
    'Patient.deceased: must not be there',
  ]);
  t.strictSame(saidBy(book, 'p', { ...good, identifier: [{ value: '1' }, { value: '2' }, { value: '3' }] }), [
    'Patient.identifier: must not be there more than 2 times',
  ]);
  t.strictSame(saidBy(book, 'p', { ...good, contact: [{ name: { text: 'x' } }, { gender: 'male' }] }), [
    'Patient.contact[1].name: is required',
  ]);
  const absent = [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }];
  const { birthDate: _, ...withoutDay } = good;
  t.strictSame(
    saidBy(book, 'p', { ...withoutDay, _birthDate: { extension: absent } }),
    [],
    'an element of extensions is there',
  );
});

t.test('[F57] fixed values are exact, patterns are held, and texts have a length', async (t) => {
  const book = bookOf([
    madeProfile('f', 'Patient', [
      { path: 'Patient.identifier.type', fixedCodeableConcept: { coding: [{ system: 'urn:s', code: 'NI' }] } },
      { path: 'Patient.maritalStatus', patternCodeableConcept: { coding: [{ system: 'urn:s', code: 'M' }] } },
      { path: 'Patient.active', fixedBoolean: true },
      { path: 'Patient.communication.language', patternCodeableConcept: { coding: [{ code: 'fr' }, { code: 'ff' }] } },
      { path: 'Patient.name.family', maxLength: 3 },
    ]),
  ]);
  const typed = (type: object) => ({ ...patient, identifier: [{ type }] });
  t.strictSame(saidBy(book, 'f', typed({ coding: [{ code: 'NI', system: 'urn:s' }] })), []);
  t.match(saidBy(book, 'f', typed({ coding: [{ code: 'NI', system: 'urn:s' }], text: 'x' })), [
    /identifier\[0\]\.type: must be exactly/,
  ]);
  const married = (coding: object[]) => ({ ...patient, maritalStatus: { coding, text: 'x' } });
  t.strictSame(saidBy(book, 'f', married([{ code: 'x' }, { system: 'urn:s', code: 'M', display: 'm' }])), []);
  t.match(saidBy(book, 'f', married([{ system: 'urn:s', code: 'x' }])), [/maritalStatus: must hold .*"M"/]);
  const speaking = (code: string) => ({ ...patient, communication: [{ language: { coding: [{ code }] } }] });
  t.match(saidBy(book, 'f', speaking('fr')), [/communication\[0\]\.language: must hold/], 'each item of a pattern');
  t.match(saidBy(book, 'f', { ...patient, active: false }), [/Patient\.active: must be exactly true/]);
  t.match(saidBy(book, 'f', { ...patient, name: [{ family: 'Ngono' }] }), [/family: is longer than 3 characters/]);
});

t.test('[F57] types, targets of references, and required codes', async (t) => {
  const book = bookOf(
    [
      madeProfile('t', 'Observation', [
        { path: 'Observation.value[x]', type: [{ code: 'Quantity' }, { code: 'string' }] },
        {
          path: 'Observation.subject',
          type: [{ code: 'Reference', targetProfile: ['http://hl7.org/fhir/StructureDefinition/Patient'] }],
        },
        { path: 'Observation.code', binding: { strength: 'required', valueSet: 'urn:vs|1' } },
        { path: 'Observation.category', binding: { strength: 'extensible', valueSet: 'urn:vs' } },
      ]),
    ],
    { 'urn:vs': { 'http://loinc.org': ['85354-9'] } },
  );
  t.strictSame(saidBy(book, 't', { ...observation, valueString: 'x', subject: { reference: 'Patient/p' } }), []);
  t.strictSame(saidBy(book, 't', { ...observation, valueBoolean: true }), [
    'Observation.valueBoolean: must be Quantity or string',
  ]);
  t.strictSame(saidBy(book, 't', { ...observation, subject: { reference: 'Group/g' } }), [
    'Observation.subject.reference: must point at Patient',
  ]);
  t.strictSame(saidBy(book, 't', { ...observation, code: { text: 'x' } }), [
    'Observation.code: is not one of the codes of urn:vs|1',
  ]);
  const other = { coding: [{ system: 'http://loinc.org', code: '1' }] };
  t.strictSame(
    saidBy(book, 't', { ...observation, code: other, category: [other] }).length,
    1,
    'extensible codes bind nobody',
  );
});

const sliced = (rules: string, more: object = {}) =>
  madeProfile('bp', 'Observation', [
    {
      path: 'Observation.component',
      slicing: { discriminator: [{ type: 'value', path: 'code' }], rules, ...more },
      min: 1,
    },
    { path: 'Observation.component', sliceName: 'sys', min: 1, max: '1' },
    {
      path: 'Observation.component.code',
      patternCodeableConcept: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] },
    },
    { path: 'Observation.component.value[x]', min: 1, type: [{ code: 'Quantity' }] },
    { path: 'Observation.component', sliceName: 'dia', min: 0, max: '1' },
    {
      path: 'Observation.component.code',
      patternCodeableConcept: { coding: [{ system: 'http://loinc.org', code: '8462-4' }] },
    },
  ]);

t.test('[F57] slices by value: counted, checked each, closed, in order', async (t) => {
  const [sys, dia, other] = [component('8480-6', { valueQuantity: { value: 1 } }), component('8462-4'), component('1')];
  const say = (rules: string, components: object[], more = {}) =>
    saidBy(bookOf([sliced(rules, more)]), 'bp', { ...observation, component: components });
  t.strictSame(say('open', [other, dia, sys]), []);
  t.strictSame(say('open', [dia]), ['Observation.component: slice sys is required']);
  t.strictSame(say('open', [sys, sys]), ['Observation.component: slice sys must not be there more than 1 times']);
  t.strictSame(say('open', [component('8480-6')]), ['Observation.component[0].value: is required']);
  t.strictSame(say('closed', [sys, other]), [
    'Observation.component[1]: is none of the slices, and no other may be there',
  ]);
  t.strictSame(say('openAtEnd', [other, sys]), ['Observation.component[0]: must stand behind the slices']);
  t.strictSame(say('openAtEnd', [sys, other]), []);
  t.strictSame(say('open', [dia, sys], { ordered: true }), [
    'Observation.component[0]: does not stand in the order of the slices',
  ]);
  t.strictSame(say('open', [sys, dia], { ordered: true }), []);
});

t.test('[F57] slices by type, by presence, by what stands deeper, and of choices', async (t) => {
  const slicing = (type: string, path: string) => ({ discriminator: [{ type, path }], rules: 'open' });
  const byType = madeProfile('type', 'Bundle', [
    { path: 'Bundle.entry', slicing: slicing('type', 'resource') },
    { path: 'Bundle.entry', sliceName: 'patient', min: 1, max: '1' },
    { path: 'Bundle.entry.resource', type: [{ code: 'Patient' }], min: 1 },
  ]);
  const byPresence = madeProfile('exists', 'Patient', [
    { path: 'Patient.identifier', slicing: slicing('exists', 'period') },
    { path: 'Patient.identifier', sliceName: 'standing', min: 1 },
    { path: 'Patient.identifier.period', max: '0' },
    { path: 'Patient.identifier', sliceName: 'former', max: '1' },
    { path: 'Patient.identifier.period', min: 1 },
  ]);
  const deeper = madeProfile('deeper', 'Patient', [
    { path: 'Patient.identifier', slicing: slicing('value', 'type.coding.code') },
    { path: 'Patient.identifier', sliceName: 'ni', min: 1 },
    { path: 'Patient.identifier.type.coding.code', fixedCode: 'NI' },
    { path: 'Patient.identifier.value', min: 1 },
  ]);
  const choice = madeProfile('choice', 'Observation', [
    { path: 'Observation.value[x]', slicing: slicing('type', '$this') },
    { path: 'Observation.value[x]', sliceName: 'valueQuantity', type: [{ code: 'Quantity' }] },
    { path: 'Observation.value[x].code', min: 1 },
  ]);
  const book = bookOf([byType, byPresence, deeper, choice]);
  const bundle = (...types: string[]) => ({
    ...{ resourceType: 'Bundle', type: 'collection' },
    entry: types.map((resourceType) => ({ resource: { resourceType } })),
  });
  t.strictSame(saidBy(book, 'type', bundle('Organization', 'Patient')), []);
  t.strictSame(saidBy(book, 'type', bundle('Organization')), ['Bundle.entry: slice patient is required']);
  const [standing, former] = [{ value: '1' }, { value: '2', period: { start: '2001' } }];
  t.strictSame(saidBy(book, 'exists', { ...patient, identifier: [standing, former] }), []);
  t.strictSame(saidBy(book, 'exists', { ...patient, identifier: [former, former] }), [
    'Patient.identifier: slice standing is required',
    'Patient.identifier: slice former must not be there more than 1 times',
  ]);
  const ni = { type: { coding: [{ code: 'NI' }] } };
  t.match(saidBy(book, 'deeper', { ...patient, identifier: [ni] }), [/identifier\[0\]\.value: is required/]);
  t.strictSame(saidBy(book, 'deeper', { ...patient, identifier: [standing] }), [
    'Patient.identifier: slice ni is required',
  ]);
  t.strictSame(saidBy(book, 'choice', { ...observation, valueQuantity: { value: 1 } }), [
    'Observation.valueQuantity.code: is required',
  ]);
  t.strictSame(saidBy(book, 'choice', { ...observation, valueString: 'x' }), [], 'another choice has no code');
});

t.test('[F57] extensions: by the url of their definition, and by what that says', async (t) => {
  const tribe = madeProfile('tribe', 'Extension', [
    { path: 'Extension.url', fixedUri: `${profileBase}tribe` },
    { path: 'Extension.value[x]', min: 1, type: [{ code: 'string' }] },
  ]);
  const extended = madeProfile('extended', 'Patient', [
    {
      path: 'Patient.extension',
      sliceName: 'tribe',
      min: 1,
      max: '1',
      type: [{ code: 'Extension', profile: [`${profileBase}tribe`] }],
    },
    { path: 'Patient.extension', sliceName: 'far', min: 1, type: [{ code: 'Extension', profile: ['urn:not:here'] }] },
  ]);
  const book = bookOf([tribe, extended]);
  const of = (...extension: object[]) => saidBy(book, 'extended', { ...patient, extension });
  const far = { url: 'urn:not:here', valueCode: 'x' };
  t.strictSame(of({ url: `${profileBase}tribe`, valueString: 'x' }, far), []);
  t.strictSame(of(far), ['Patient.extension: slice tribe is required']);
  t.strictSame(of({ url: `${profileBase}tribe`, valueString: 'x' }), ['Patient.extension: slice far is required']);
  t.strictSame(of({ url: `${profileBase}tribe`, valueBoolean: true }, far), [
    'Patient.extension[0].valueBoolean: must be string (profile tribe)',
  ]);
  t.match(book.find(`${profileBase}extended`)?.unchecked, [/^urn:not:here: is named, and is not here/]);
});

t.test('[F57] invariants of the profile, by FHIRPath, where they stand', async (t) => {
  const invariant = (key: string, expression: string) => ({ key, severity: 'error', human: `must ${key}`, expression });
  const book = bookOf([
    madeProfile('inv', 'Patient', [
      { path: 'Patient', constraint: [invariant('x-1', 'name.exists() or identifier.exists()')] },
      {
        path: 'Patient.identifier',
        constraint: [
          invariant('x-2', "value.matches('^[0-9]{9}$')"),
          invariant('x-3', 'value.length() < 12'),
          { ...invariant('x-4', 'false'), severity: 'warning' },
          invariant('x-5', "value.matches('(a+)+$')"),
          invariant('x-6', 'memberOf(1)'),
          invariant('x-7', 'value.'),
        ],
      },
    ]),
  ]);
  t.strictSame(saidBy(book, 'inv', { ...patient, identifier: [{ value: '123456789' }] }), []);
  t.strictSame(saidBy(book, 'inv', { ...patient, identifier: [{ value: '123456789' }, { value: '12' }] }), [
    'Patient.identifier[1]: breaks x-2: must x-2',
  ]);
  t.strictSame(saidBy(book, 'inv', { resourceType: 'Patient', gender: 'male' }), ['Patient: breaks x-1: must x-1']);
  t.match(book.find(`${profileBase}inv`)?.unchecked, [
    /Patient.identifier: invariant x-5: .*never end/,
    /Patient.identifier: invariant x-6: memberOf\(\) is not evaluated/,
    /Patient.identifier: invariant x-7: .*not understood/,
  ]);
});

t.test(
  '[F57] a profile that stands on another asks for what that asks for, by differential and by snapshot alike',
  async (t) => {
    const base = madeProfile('base', 'Patient', [
      { path: 'Patient.birthDate', min: 1 },
      { path: 'Patient.identifier', slicing: { discriminator: [{ type: 'value', path: 'system' }], rules: 'open' } },
      { path: 'Patient.identifier', sliceName: 'cni', min: 0 },
      { path: 'Patient.identifier.system', fixedUri: 'urn:cni' },
    ]);
    const differential = [{ path: 'Patient.identifier', sliceName: 'cni', min: 1 }];
    const above = madeProfile('above', 'Patient', differential, { baseDefinition: `${profileBase}base|1.0` });
    const whole = madeProfile('whole', 'Patient', [], {
      snapshot: {
        element: [
          { path: 'Patient', min: 0, max: '*' },
          { path: 'Patient.id', min: 0, max: '1', type: [{ code: 'http://hl7.org/fhirpath/System.String' }] },
          { path: 'Patient.name', min: 0, max: '*', type: [{ code: 'HumanName' }] },
          { path: 'Patient.birthDate', min: 1, max: '1', type: [{ code: 'date' }] },
          {
            ...{ path: 'Patient.identifier', min: 0, max: '*', type: [{ code: 'Identifier' }] },
            slicing: { discriminator: [{ type: 'value', path: 'system' }], rules: 'open' },
          },
          { path: 'Patient.identifier', sliceName: 'cni', min: 1, max: '*', type: [{ code: 'Identifier' }] },
          { path: 'Patient.identifier.system', min: 1, max: '1', type: [{ code: 'uri' }], fixedUri: 'urn:cni' },
        ],
      },
    });
    const book = bookOf([base, above, whole]);
    for (const name of ['above', 'whole']) {
      t.strictSame(
        saidBy(book, name, { ...patient, birthDate: '1991', identifier: [{ system: 'urn:cni' }] }),
        [],
        name,
      );
      t.strictSame(
        [...saidBy(book, name, patient)].sort(),
        ['Patient.birthDate: is required', 'Patient.identifier: slice cni is required'],
        name,
      );
    }
    t.strictSame(
      [...(book.find(`${profileBase}whole`)?.profile.root.children.keys() ?? [])],
      ['birthDate', 'identifier'],
      'what FHIR R4 says is left out',
    );
  },
);
