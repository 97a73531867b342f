import type { ElementDefinition } from '@medplum/fhirtypes';
import t from 'tap';
import { summaryOf, summaryOfDatatype } from '../../../record/definitions/load-summaries.js';
import { readSearchDefinitions } from '../../support/searched-resources.js';

const definitions = readSearchDefinitions();

/** The names that an element has in JSON, as the specification says it: one for each type of a choice. */
function namesOf({ path = '', type = [] }: ElementDefinition): readonly string[] {
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (!name.endsWith('[x]')) return [name];
  return type.map(({ code = '' }) => name.slice(0, -3) + code.slice(0, 1).toUpperCase() + code.slice(1));
}

t.test('[F65] a summary has the elements that the definitions of FHIR R4 mark, of every type', async (t) => {
  let count = 0;
  for (const { kind, abstract, type = '', snapshot } of definitions.structures) {
    if (kind !== 'resource' || abstract === true) continue;
    const summary = summaryOf(type);
    const top = (snapshot?.element ?? []).filter(({ path = '' }) => path.split('.').length === 2);
    const marked = top.filter(({ isSummary, min = 0, isModifier }) => isSummary || min > 0 || isModifier);
    t.strictSame(Object.keys(summary?.places[type] ?? {}).sort(), marked.flatMap(namesOf).sort(), type);
    const needed = top.filter(({ min = 0, isModifier }) => min > 0 || isModifier);
    t.strictSame([...(summary?.needed ?? [])].sort(), needed.flatMap(namesOf).sort(), type);
    count += 1;
  }
  t.ok(count > 140);
  t.equal(summaryOf('Nothing'), undefined);
  t.equal(summaryOf('constructor'), undefined);
});

t.test(
  '[F65] what is left out within an element is left out, and what is marked as a whole is not walked',
  async (t) => {
    const { places = {} } = summaryOf('Observation') ?? {};
    t.equal(places['Observation']?.['code'], '');
    t.equal(places['Observation']?.['component'], 'Observation.component');
    t.notOk('interpretation' in (places['Observation.component'] ?? {}));
    t.ok('code' in (places['Observation.component'] ?? {}));
    t.notOk('data' in (summaryOfDatatype('Attachment') ?? { data: '' }));
    t.equal(summaryOfDatatype('HumanName'), undefined);
  },
);
