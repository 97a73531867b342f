import t from 'tap';
import { Problem } from '../../../protocol/problem.js';
import type { Elements } from '../../../record/elements.js';
import { Findings } from '../../../record/validation/finding.js';
import { bookOf, madeProfile, profileBase, saidBy } from '../../support/made-profiles.js';

/** Why a profile is refused: `path: text`. */
function refused(...definitions: readonly Elements[]): string | undefined {
  try {
    bookOf(definitions);
    return undefined;
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'profile-unusable') throw error;
    return `${error.issues[0]?.path}: ${error.issues[0]?.text}`;
  }
}

t.test('[F56] what cannot be checked by is refused when it is given, with the element and the reason', async (t) => {
  const p = (element: readonly object[], more: object = {}) => madeProfile('p', 'Patient', element, more);
  const url = `${profileBase}p`;
  const on = (name: string) => ({ baseDefinition: `${profileBase}${name}` });
  for (const [expected, ...definitions] of [
    [/StructureDefinition\.url: is required/, p([], { url: '' })],
    [/is of no resource or datatype/, p([], { kind: 'primitive-type' })],
    [/is a type of its own/, p([], { derivation: 'specialization' })],
    [/is of FHIR 5\.0\.0/, p([], { fhirVersion: '5.0.0' })],
    [/a type that FHIR R4 does not have: Rock/, p([], { type: 'Rock' })],
    [/an element of another type: Group\.name/, p([{ path: 'Group.name' }])],
    [/an element without a path/, p([{ min: 1 }])],
    [/^Patient\.colour: is no element of Patient/, p([{ path: 'Patient.colour' }])],
    [/^Patient\.contact\.colour: is no element of/, p([{ path: 'Patient.contact.colour' }])],
    [/^Patient\.name: must be there more often than it may/, p([{ path: 'Patient.name', min: 2, max: '1' }])],
    [/^Patient\.name: has a cardinality that is none/, p([{ path: 'Patient.name', max: 'many' }])],
    [/^Patient\.name: has a cardinality that is none/, p([{ path: 'Patient.name', min: -1 }])],
    [/has a fixed value and a pattern/, p([{ path: 'Patient.active', fixedBoolean: true, patternBoolean: true }])],
    [/^Patient\.name: has slices and does not say/, p([{ path: 'Patient.name', sliceName: 'x' }])],
    [/has no snapshot, and urn:test:profile:absent is not here/, p([], on('absent'))],
    [/stands on itself/, p([], on('p'))],
    [/stands on itself/, p([], on('q')), madeProfile('q', 'Patient', [], on('p'))],
    [/is of Patient, its base of Group/, p([], on('q')), madeProfile('q', 'Group', [])],
    [/is given twice/, p([]), p([])],
    [/is a type of FHIR R4 itself/, p([], { url: 'http://hl7.org/fhir/StructureDefinition/Patient' })],
    [/more than 10000 elements/, p(Array.from({ length: 10_001 }, () => ({ path: 'Patient.name' })))],
  ] as const) {
    t.match(refused(...definitions) ?? 'taken', expected, JSON.stringify(definitions[0]).slice(0, 120));
  }
  t.equal(refused(p([{ path: 'Patient.name', min: 1 }])), undefined, url);
});

t.test('[F56] what a profile asks for and nobody checks is said when it is given', async (t) => {
  const slices = (type: string, path: string) => [
    { path: 'Patient.link', slicing: { discriminator: [{ type, path }], rules: 'open' } },
    { path: 'Patient.link', sliceName: 'x', min: 1 },
  ];
  for (const element of [slices('position', '$this'), slices('value', "other.where(type = 'x').name")]) {
    const book = bookOf([madeProfile('s', 'Patient', element)]);
    t.match(book.find(`${profileBase}s`)?.unchecked, [
      /Patient\.link: its slices are told apart by what is not looked at/,
    ]);
    t.strictSame(saidBy(book, 's', { resourceType: 'Patient' }), [], 'and nothing is said of them');
  }
  const bound = madeProfile('b', 'Patient', [
    { path: 'Patient.maritalStatus', binding: { strength: 'required', valueSet: 'urn:vs' } },
  ]);
  t.match(bookOf([bound]).find(`${profileBase}b`)?.unchecked, [
    /Patient\.maritalStatus: value set urn:vs: its codes cannot be listed/,
  ]);
  t.strictSame(bookOf([bound], { 'urn:vs': {} }).find(`${profileBase}b`)?.unchecked, []);
});

t.test('[F59] extensions that hold themselves, and slices of slices, cost what a resource is worth', async (t) => {
  const own = `${profileBase}deep`;
  const deep = madeProfile('deep', 'Extension', [
    { path: 'Extension.extension', sliceName: 'inner', type: [{ code: 'Extension', profile: [own] }] },
  ]);
  const holder = madeProfile('holder', 'Patient', [
    { path: 'Patient.extension', sliceName: 'deep', type: [{ code: 'Extension', profile: [own] }] },
  ]);
  let extension: object = { url: own, extension: [{ url: 'x', valueCode: 'x' }] };
  for (let depth = 0; depth < 50; depth += 1) extension = { url: own, extension: [extension] };
  const book = bookOf([deep, holder]);
  t.strictSame(saidBy(book, 'holder', { resourceType: 'Patient', extension: [extension] }), []);
});

t.test('[F59] a check that would cost too much is given up, and told', async (t) => {
  const slices = Array.from({ length: 400 }, (_, index) => [
    { path: 'Patient.identifier', sliceName: `s${index}` },
    { path: 'Patient.identifier.system', fixedUri: `urn:${index}` },
  ]).flat();
  const slicing = { discriminator: [{ type: 'value', path: 'system' }], rules: 'open' };
  const book = bookOf([madeProfile('wide', 'Patient', [{ path: 'Patient.identifier', slicing }, ...slices])]);
  const identifier = Array.from({ length: 5_000 }, (_, index) => ({ system: `urn:x${index}`, value: '1' }));
  const entry = book.find(`${profileBase}wide`);
  const check = () =>
    book.check({ resourceType: 'Patient', identifier } as never, entry === undefined ? [] : [entry], new Findings());
  t.throws(check, { code: 'too-large' });
});
