import type { CodeSystem, ValueSet } from '@medplum/fhirtypes';
import t from 'tap';
import { valueSetIn } from '../../../record/definitions/load-value-sets.js';
import { trimDefinition } from '../../../record/definitions/trim.js';
import { enumerate, knownValueSets } from '../../../record/definitions/value-sets.js';

const codeSystem = (url: string, content: CodeSystem['content']): CodeSystem => ({
  resourceType: 'CodeSystem',
  status: 'active',
  url,
  content,
  concept: [{ code: 'a', concept: [{ code: 'a1' }] }, { code: 'b' }],
});
const valueSet = (url: string, compose: ValueSet['compose']): ValueSet => ({
  resourceType: 'ValueSet',
  status: 'active',
  url,
  ...(compose && { compose }),
});
const terminology = {
  codeSystems: new Map([
    ['urn:whole', codeSystem('urn:whole', 'complete')],
    ['urn:part', codeSystem('urn:part', 'fragment')],
  ]),
  valueSets: new Map(
    [
      valueSet('urn:all', { include: [{ system: 'urn:whole' }] }),
      valueSet('urn:some', {
        include: [{ system: 'urn:elsewhere', concept: [{ code: 'x' }] }, { valueSet: ['urn:all|4.0.1'] }],
      }),
      valueSet('urn:without', {
        include: [{ valueSet: ['urn:all'] }],
        exclude: [{ system: 'urn:whole', concept: [{ code: 'b' }] }],
      }),
      valueSet('urn:open', { include: [{ system: 'urn:part' }] }),
      valueSet('urn:filtered', {
        include: [{ system: 'urn:whole', filter: [{ property: 'p', op: '=', value: 'v' }] }],
      }),
      valueSet('urn:empty', undefined),
    ].map((set) => [set.url ?? '', set]),
  ),
};

t.test('a value set is enumerated only when all of it is known', async (t) => {
  t.strictSame(enumerate('urn:all|4.0.1', terminology), { 'urn:whole': ['a', 'a1', 'b'] });
  t.strictSame(enumerate('urn:some', terminology), { 'urn:elsewhere': ['x'], 'urn:whole': ['a', 'a1', 'b'] });
  t.strictSame(enumerate('urn:without', terminology), { 'urn:whole': ['a', 'a1'] });
  for (const url of ['urn:open', 'urn:filtered', 'urn:empty', 'urn:nowhere'])
    t.equal(enumerate(url, terminology), undefined, url);
});

t.test(
  '[F57] a value set by a filter over a hierarchy that is here is enumerated, another filter is not',
  async (t) => {
    const by = (...filter: readonly (readonly [property: string, op: string, value: string])[]) => {
      const set = valueSet('urn:by', {
        include: [{ system: 'urn:whole', filter: filter.map(([property, op, value]) => ({ property, op, value })) }],
      } as ValueSet['compose']);
      return enumerate('urn:by', { ...terminology, valueSets: new Map([['urn:by', set]]) });
    };
    t.strictSame(by(['concept', 'is-a', 'a']), { 'urn:whole': ['a', 'a1'] });
    t.strictSame(by(['concept', 'descendent-of', 'a']), { 'urn:whole': ['a1'] });
    t.strictSame(by(['concept', 'is-not-a', 'a']), { 'urn:whole': ['b'] });
    t.strictSame(by(['concept', 'is-a', 'a'], ['concept', 'descendent-of', 'a']), { 'urn:whole': ['a1'] }, 'both');
    for (const filter of [
      ['concept', 'is-a', 'nobody'],
      ['concept', 'in', 'a,b'],
      ['concept', 'regex', '.*'],
      ['status', 'is-a', 'a'],
    ] as const) {
      t.equal(by(filter), undefined, filter.join(' '));
      t.equal(by(['concept', 'is-a', 'a'], filter), undefined, 'beside one that is known');
    }
    const manifold = {
      ...codeSystem('urn:whole', 'complete'),
      property: [{ code: 'subsumedBy', type: 'code' as const }],
    };
    const set = valueSet('urn:by', {
      include: [{ system: 'urn:whole', filter: [{ property: 'concept', op: 'is-a', value: 'a' }] }],
    });
    const surroundings = { codeSystems: new Map([['urn:whole', manifold]]), valueSets: new Map([['urn:by', set]]) };
    t.equal(enumerate('urn:by', surroundings), undefined, 'several parents, which stand in properties');
  },
);

t.test('[R3] a definition is cut down to what validation reads, and nothing in it traces', async (t) => {
  const trimmed = trimDefinition({
    resourceType: 'StructureDefinition',
    url: 'u',
    name: 'N',
    type: 'N',
    status: 'active',
    kind: 'resource',
    abstract: false,
    snapshot: {
      element: [
        {
          id: 'N.a',
          path: 'N.a',
          definition: 'long',
          min: 0,
          max: '1',
          base: { path: 'X.a', min: 0, max: '*' },
          constraint: [
            { key: 'ele-1', severity: 'error', human: 'h', expression: 'x' },
            { key: 'n-1', severity: 'error', human: 'h', expression: "a.trace('t') = 1" },
            { key: 'n-2', severity: 'warning', human: 'h', expression: 'x' },
          ],
          binding: { strength: 'required', valueSet: 'urn:all|4.0.1' },
        },
      ],
    },
  });
  t.strictSame(trimmed.snapshot.element, [
    {
      path: 'N.a',
      min: 0,
      max: '1',
      base: { path: 'X.a', min: 0, max: '*' },
      constraint: [{ key: 'n-1', severity: 'error', expression: 'a = 1', human: 'h' }],
      binding: { strength: 'required', valueSet: 'urn:all' },
    },
  ]);
});

t.test('[F147] a value set is known with its version, whether its codes can be listed or not', async (t) => {
  const all = valueSet('urn:all', { include: [{ system: 'urn:whole' }] });
  const open = valueSet('urn:open', { include: [{ system: 'urn:part' }] });
  const of = (name: string, other: string) => valueSet(name, { include: [{ valueSet: [other] }] });
  const sets = [{ ...all, version: '2' }, open, of('urn:same', 'urn:all|2'), of('urn:other', 'urn:all|1')];
  const known = knownValueSets({ ...terminology, valueSets: new Map(sets.map((set) => [set.url ?? '', set])) });
  const codes = { 'urn:whole': ['a', 'a1', 'b'] };
  t.strictSame(known, { 'urn:all': { version: '2', codes }, 'urn:open': {}, 'urn:same': { codes }, 'urn:other': {} });
});

t.test('[F147] the value sets of FHIR R4 are known, those that nobody can list too', async (t) => {
  t.strictSame(valueSetIn('http://hl7.org/fhir/ValueSet/condition-category'), {
    version: '4.0.1',
    codes: {
      'http://terminology.hl7.org/CodeSystem/condition-category': ['encounter-diagnosis', 'problem-list-item'],
    },
  });
  t.strictSame(valueSetIn('http://hl7.org/fhir/ValueSet/condition-code'), { version: '4.0.1' });
  t.equal(valueSetIn('constructor'), undefined);
});
