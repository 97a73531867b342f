import { evalFhirPath } from '@medplum/core';
import type { SearchParameter as Definition } from '@medplum/fhirtypes';
import t from 'tap';
import { schemaOf } from '../../../record/definitions/load.js';
import { definedOf, definedOfEveryType } from '../../../record/definitions/load-search.js';
import { definitionBase } from '../../../record/definitions/search/compact.js';
import { isComparable } from '../../../record/definitions/search/comparable.js';
import { compileParameters } from '../../../record/definitions/search/compile-parameters.js';
import { compileExpression } from '../../../record/definitions/search/compile-path.js';
import { notServed } from '../../../record/definitions/search/not-served.js';
import type { FhirObject } from '../../../record/resource.js';
import { collectAt, readPath } from '../../../record/search-path.js';
import { readSearchDefinitions, SearchedResources } from '../../support/searched-resources.js';
import { seededRandom } from '../../support/seeded-random.js';

const definitions = readSearchDefinitions();
const idOf = ({ url = '' }: Definition) => url.slice(definitionBase.length);

t.test(
  '[F60] every search parameter of FHIR R4 is compiled for each of its types, or listed with its reason',
  async (t) => {
    const left: string[] = [];
    for (const definition of definitions.parameters) {
      for (const base of (definition.base ?? []) as readonly string[]) {
        const found = (base === 'Resource' ? definedOfEveryType() : (definedOf(base) ?? [])).some(
          ({ name, definition: url }) => name === definition.code && url === definition.url,
        );
        if (!found) left.push(`${base}.${definition.code}`);
        t.equal(found, notServed[idOf(definition)] === undefined, `${base}.${definition.code}`);
      }
    }
    t.strictSame(left.sort(), [
      'DomainResource._text',
      'MolecularSequence.chromosome-variant-coordinate',
      'MolecularSequence.chromosome-window-coordinate',
      'MolecularSequence.referenceseqid-variant-coordinate',
      'MolecularSequence.referenceseqid-window-coordinate',
      'Resource._content',
      'Resource._query',
    ]);
    for (const reason of Object.values(notServed)) t.ok(reason.length > 3);
  },
);

t.test('[F60] what cannot be read stops the build', async (t) => {
  const compile = (expression: string | undefined, more: Partial<Definition> = {}) => {
    const definition = { url: `${definitionBase}x`, code: 'x', base: ['Patient'], type: 'token', expression, ...more };
    return () => compileParameters([definition as Definition], ['Patient'], definitions.types);
  };
  t.doesNotThrow(compile('Patient.gender'));
  t.throws(compile(undefined), /no expression/);
  t.throws(compile('Patient.nothing'), /no element nothing/);
  t.throws(compile('Patient.name.first()'), /FunctionAtom|first/);
  t.throws(compile('Patient.name.where(family.exists())'), /where/);
  t.throws(compile('Patient.gender = 1'), /=/);
  t.throws(compile('%resource.gender'), /%resource/);
  t.throws(compile('Patient.photo'), /a token parameter leads to Attachment/);
  t.throws(compile('Patient.location', { type: 'special' }), /special/);
  t.throws(compile('Encounter.status'), /leads to nothing/);
  t.throws(compile('Patient.contact', { type: 'composite' }), /two halves/);
});

/** What the compiled ways of a parameter lead to, before anything compares. */
function foundBy(value: FhirObject, paths: readonly string[]): unknown[] {
  const found: unknown[] = [];
  for (const path of paths) collectAt(value, readPath(path), found);
  return found;
}

t.test('[F60] a compiled parameter finds what FHIRPath finds, over resources of every type', async (t) => {
  const maker = new SearchedResources(definitions, seededRandom(1).fraction);
  const wrong: string[] = [];
  let compared = 0;
  let found = 0;
  for (const type of definitions.resourceTypes) {
    schemaOf(type);
    const resources = Array.from({ length: 6 }, () => maker.make(type));
    for (const definition of definitions.parameters) {
      const { base = [], expression, type: kind } = definition;
      if (!base.includes(type as never) || expression === undefined || idOf(definition) in notServed) continue;
      const compiled = compileExpression(expression, type, definitions.types);
      if (compiled.presence || kind === 'composite' || kind === 'special' || kind === undefined) continue;
      const paths = compiled.paths.filter(({ type: leaf }) => isComparable(kind, leaf));
      for (const resource of resources) {
        const ours = foundBy(resource, [...new Set(compiled.paths.map(({ path }) => path))]);
        const only = paths[0]?.only;
        const kept = only === undefined ? ours : ours.filter((item) => isReferenceTo(item, only));
        const theirs = evalFhirPath(withOperators(expression), resource);
        compared += 1;
        found += theirs.length;
        if (sorted(kept).join() !== sorted(theirs).join()) wrong.push(`${type}.${definition.code}: ${expression}`);
      }
    }
  }
  t.strictSame([...new Set(wrong)], []);
  t.ok(compared > 9_000 && found > 5_000, `${compared} ${found}`);
});

/** The function `as` lets everything through in @medplum/core 4.5.2; the operator, which means the same, does not. */
function withOperators(expression: string): string {
  return expression.replace(/([\w.]+)\.as\((\w+)\)/g, '($1 as $2)');
}

function isReferenceTo(item: unknown, type: string): boolean {
  return (item as { readonly reference?: string }).reference?.startsWith(`${type}/`) === true;
}

function sorted(values: readonly unknown[]): readonly string[] {
  return [...new Set(values.map((value) => JSON.stringify(value)))].sort();
}
