import { Problem } from '../../protocol/problem.js';
import { JsonScanner } from '../../record/json-scanner.js';
import type { Call } from '../call.js';
import { printableName } from '../search/query.js';
import type { OperationDefinition, OperationParameter, ParameterType } from './definitions.js';

/** What an operation was given. */
export interface OperationInput {
  /** By name, in the order in which they came; only those that the operation has. */
  readonly texts: ReadonlyMap<string, readonly string[]>;
  /** Canonical text of the parameter that is a resource. */
  readonly resource?: string;
  /** What the operation does not have, where it takes search criteria. */
  readonly criteria: URLSearchParams;
}

/** One parameter as it came: a text of the address, an element of `Parameters.parameter` as JSON, or a resource as JSON. */
interface Given {
  readonly name: string;
  readonly text?: string;
  readonly element?: string;
  readonly resource?: string;
}

/** The elements of `Parameters.parameter` that may hold each type; a text may always come as a string. */
const elements: Readonly<Record<Exclude<ParameterType, 'Resource' | 'Meta'>, readonly string[]>> = {
  boolean: ['valueBoolean'],
  code: ['valueCode', 'valueString'],
  date: ['valueDate', 'valueDateTime', 'valueString'],
  instant: ['valueInstant', 'valueDateTime', 'valueString'],
  integer: ['valueInteger', 'valuePositiveInt', 'valueUnsignedInt'],
  Reference: ['valueReference'],
  string: ['valueString'],
  uri: ['valueUri', 'valueCanonical', 'valueUrl', 'valueString'],
};

/**
 * Reads what an operation was given: in the address, in a Parameters resource, or, where the operation takes a resource, as
 * that resource itself (FHIR R4 §3.2.0).
 * @throws Problem `parameter-unknown`, `parameter-malformed`, both with the parameter's name; `body-malformed`
 */
export function readInput(call: Call, definition: OperationDefinition): OperationInput {
  const given = [...addressParameters(call), ...(call.method === 'POST' ? bodyParameters(call.body, definition) : [])];
  const texts = new Map<string, string[]>();
  const criteria = new URLSearchParams();
  let resource: string | undefined;
  for (const each of given) {
    const { name } = each;
    const known = definition.parameters.find((parameter) => parameter.name === name);
    if (known === undefined && name !== '_cursor') {
      if (definition.takesCriteria !== true) throw new Problem('parameter-unknown', printableName(name));
      criteria.append(name, textOf(each, 'code'));
      continue;
    }
    const isTwice = known?.type === 'Resource' ? resource !== undefined : texts.has(name);
    if (isTwice && known?.mayRepeat !== true) throw new Problem('parameter-malformed', `${name} is given twice`);
    if (known?.type === 'Resource') resource = resourceOf(each);
    else texts.set(name, [...(texts.get(name) ?? []), textOf(each, known?.type ?? 'code')]);
  }
  requireAll(definition.parameters, texts, resource);
  return { texts, criteria, ...(resource !== undefined && { resource }) };
}

/** The one value of a parameter. */
export function textIn({ texts }: OperationInput, name: string): string | undefined {
  return texts.get(name)?.[0];
}

/** @throws Problem `parameter-malformed` */
export function booleanIn(input: OperationInput, name: string): boolean | undefined {
  const text = textIn(input, name);
  if (text !== undefined && text !== 'true' && text !== 'false') {
    throw new Problem('parameter-malformed', `${name} is true or false`);
  }
  return text === undefined ? undefined : text === 'true';
}

/** A number of at least one. @throws Problem `parameter-malformed` */
export function countIn(input: OperationInput, name: string): number | undefined {
  const text = textIn(input, name);
  if (text !== undefined && !/^[1-9]\d{0,8}$/.test(text)) {
    throw new Problem('parameter-malformed', `${name} is a whole number of at least 1`);
  }
  return text === undefined ? undefined : Number(text);
}

/** What was asked, for the links: an answer to what was posted goes on by its address. */
export function usedOf({ texts, criteria }: OperationInput): URLSearchParams {
  const own = [...texts].flatMap(([name, values]) => values.map((value): [string, string] => [name, value]));
  return new URLSearchParams([...criteria, ...own]);
}

function requireAll(
  parameters: readonly OperationParameter[],
  texts: ReadonlyMap<string, unknown>,
  resource: string | undefined,
): void {
  for (const { name, type, isRequired } of parameters) {
    const isGiven = type === 'Resource' ? resource !== undefined : texts.has(name);
    if (isRequired === true && !isGiven) throw new Problem('parameter-malformed', `${name} is required`);
  }
}

function addressParameters({ parameters }: Call): Given[] {
  return [...parameters].map(([name, text]) => ({ name, text }));
}

function bodyParameters(body: string, { parameters }: OperationDefinition): Given[] {
  if (body === '') return [];
  const members = membersOf(body);
  if (members.get('resourceType') !== '"Parameters"') {
    const resource = parameters.find(({ type }) => type === 'Resource');
    if (resource === undefined)
      throw new Problem('resource-structure', '', [{ path: 'resourceType', text: 'must be Parameters' }]);
    return [{ name: resource.name, resource: body }];
  }
  const list = members.get('parameter') ?? '[]';
  if (!list.startsWith('[')) throw wrong('Parameters.parameter', 'must be a list');
  return new JsonScanner(list).elements().map(givenBy);
}

/** One element of `Parameters.parameter` (FHIR R4 §2.38): its name, and a resource or one value of a primitive type. */
function givenBy(text: string, index: number): Given {
  const path = `Parameters.parameter[${index}]`;
  if (!text.startsWith('{')) throw wrong(path, 'must be a JSON object');
  const members = membersOf(text);
  const name: unknown = JSON.parse(members.get('name') ?? 'null');
  if (typeof name !== 'string' || name === '') throw wrong(`${path}.name`, 'is required');
  const resource = members.get('resource');
  if (resource !== undefined) return { name, resource };
  return { name, element: text };
}

/** @throws Problem `parameter-malformed` */
function textOf({ name, text, element }: Given, type: Exclude<ParameterType, 'Resource'>): string {
  if (type === 'Meta') return metaOf(name, element);
  if (text !== undefined) return text;
  const members = element === undefined ? undefined : membersOf(element);
  for (const form of elements[type]) {
    const given = members?.get(form);
    const value = type === 'Reference' && given?.startsWith('{') ? membersOf(given).get('reference') : given;
    if (value?.startsWith('"') === true) return JSON.parse(value) as string;
    if (value !== undefined && /^[\w.+-]+$/.test(value)) return value;
  }
  throw new Problem('parameter-malformed', `${printableName(name)} is a ${type}`);
}

/** A datatype of several elements has no form in an address (FHIR R4 §3.2.0.2). @throws Problem `parameter-malformed` */
function metaOf(name: string, element: string | undefined): string {
  const value = element === undefined ? undefined : membersOf(element).get('valueMeta');
  if (value?.startsWith('{') !== true) throw new Problem('parameter-malformed', `${name} is a Meta`);
  return value;
}

function resourceOf({ name, resource }: Given): string {
  if (resource === undefined) throw new Problem('parameter-malformed', `${name} is a resource`);
  return resource;
}

function membersOf(text: string): ReadonlyMap<string, string> {
  return new Map(new JsonScanner(text).members().map(({ key, value }) => [key, value]));
}

function wrong(path: string, text: string): Problem {
  return new Problem('resource-structure', '', [{ path, text }]);
}
