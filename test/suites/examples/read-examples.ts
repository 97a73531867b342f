import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { asObject, valuesAt } from '../../../record/elements.js';

/** One example as its file has it. */
export interface Example {
  readonly file: string;
  readonly text: string;
  readonly type: string;
  readonly id: string | undefined;
  readonly kind: 'clinical' | 'definition';
}

/**
 * The types of FHIR R4's modules Conformance and Terminology (§2.1), and what tests and guides are made of: they say how
 * systems are built, not what is known of people, places, care, its means and its payment. A Subscription, too, is what one
 * program asks of another, and no record (rule F112). All others are clinical here.
 */
const definitionTypes: ReadonlySet<string> = new Set([
  ...['CapabilityStatement', 'CodeSystem', 'CompartmentDefinition', 'ConceptMap', 'ExampleScenario'],
  ...['GraphDefinition', 'ImplementationGuide', 'MessageDefinition', 'NamingSystem', 'OperationDefinition'],
  ...['SearchParameter', 'StructureDefinition', 'StructureMap', 'Subscription', 'TerminologyCapabilities'],
  ...['TestReport', 'TestScript', 'ValueSet'],
]);

/** The files of an unpacked package that hold a resource, by name. Reads one at a time: some have 50 MB. */
export function* readExamples(folder: string): Generator<Example> {
  for (const file of exampleFiles(folder)) {
    const text = readFileSync(join(folder, file), 'utf8').replace(/^\uFEFF/, '');
    const resource = asObject(parseOrNothing(text));
    const type = resource?.['resourceType'];
    if (resource === undefined || typeof type !== 'string') continue;
    const id = resource['id'];
    yield { file, text, type, id: typeof id === 'string' ? id : undefined, kind: kindOf(type, resource) };
  }
}

/** @throws Error where the folder holds none */
export function exampleFiles(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
  const files = names.filter((name) => name !== 'package.json' && statSync(join(folder, name)).isFile());
  if (files.length === 0)
    throw new Error(`${folder} holds no .json of resources; it is the folder of an unpacked package`);
  return files.sort();
}

/** A Bundle that holds definitions only is one, too. */
function kindOf(type: string, resource: object): Example['kind'] {
  if (type !== 'Bundle') return definitionTypes.has(type) ? 'definition' : 'clinical';
  const inner = valuesAt(resource, 'entry.resource.resourceType');
  return inner.length > 0 && inner.every((each) => definitionTypes.has(String(each))) ? 'definition' : 'clinical';
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
