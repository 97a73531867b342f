import type { CodeSystem } from '@medplum/fhirtypes';
import t from 'tap';
import { atAndAbove, atAndBelow, hierarchiesOf, hierarchyOf } from '../../../record/definitions/code-hierarchy.js';
import { hierarchyIn } from '../../../record/definitions/load-hierarchies.js';

const system = (more: Partial<CodeSystem>): CodeSystem => ({
  ...{ resourceType: 'CodeSystem', status: 'active', content: 'complete', url: 'urn:s' },
  concept: [{ code: 'a', concept: [{ code: 'b', concept: [{ code: 'c' }] }] }, { code: 'd' }],
  ...more,
});

t.test('[F66] codes are below others by concepts within concepts, and by properties', async (t) => {
  t.strictSame(hierarchyOf(system({})), { a: ['b'], b: ['c'] });
  t.strictSame(hierarchyOf(system({ hierarchyMeaning: 'is-a' })), { a: ['b'], b: ['c'] });
  const byProperties = system({
    concept: [
      { code: 'a', property: [{ code: 'child', valueCode: 'c' }] },
      {
        code: 'b',
        property: [
          { code: 'parent', valueCode: 'a' },
          { code: 'other', valueCode: 'x' },
        ],
      },
      {
        code: 'c',
        property: [
          { code: 'subsumedBy', valueCode: 'b' },
          { code: 'constructor', valueCode: 'x' },
        ],
      },
    ],
  });
  t.strictSame(hierarchyOf(byProperties), { a: ['c', 'b'], b: ['c'] });
});

t.test('[F66] a system that is not here as a whole, is flat, or means something else has none', async (t) => {
  const none: readonly Partial<CodeSystem>[] = [
    ...[{ content: 'fragment' }, { content: 'example' }, { hierarchyMeaning: 'part-of' }, { concept: [{ code: 'a' }] }],
    { concept: [] },
  ] as readonly Partial<CodeSystem>[];
  for (const more of none) t.equal(hierarchyOf(system(more)), undefined, JSON.stringify(more));
  t.strictSame(hierarchiesOf([system({}), system({ url: 'urn:flat', concept: [] })]), {
    'urn:s': { a: ['b'], b: ['c'] },
  });
});

t.test('[F66] what is above and below a code, by every way, each once', async (t) => {
  const diamond = { top: ['left', 'right'], left: ['low'], right: ['low'], low: ['lowest'] };
  t.strictSame([...atAndBelow('top', diamond)].sort(), ['left', 'low', 'lowest', 'right', 'top']);
  t.strictSame([...atAndAbove('low', diamond)].sort(), ['left', 'low', 'right', 'top']);
  t.strictSame(atAndBelow('lowest', diamond), ['lowest']);
  t.strictSame(atAndAbove('top', diamond), ['top']);
  t.strictSame(atAndBelow('constructor', diamond), ['constructor']);
  const ring = { a: ['b'], b: ['c'], c: ['a'] };
  t.strictSame([...atAndBelow('b', ring)].sort(), ['a', 'b', 'c']);
  t.strictSame([...atAndAbove('b', ring)].sort(), ['a', 'b', 'c']);
});

t.test('[F66] those of FHIR R4 are here', async (t) => {
  const clinical = hierarchyIn('http://terminology.hl7.org/CodeSystem/condition-clinical') ?? {};
  t.strictSame([...atAndBelow('active', clinical)].sort(), ['active', 'recurrence', 'relapse']);
  const roles = hierarchyIn('http://terminology.hl7.org/CodeSystem/v3-RoleCode') ?? {};
  t.ok(atAndBelow('PRN', roles).includes('NMTH'), 'a natural mother is a parent');
  t.ok(atAndAbove('NMTH', roles).includes('FAMMEMB'));
  for (const url of ['http://snomed.info/sct', 'http://hl7.org/fhir/administrative-gender', 'constructor', '']) {
    t.equal(hierarchyIn(url), undefined, url);
  }
});
