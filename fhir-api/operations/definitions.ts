/**
 * How a parameter of an operation is written (FHIR R4 §3.2.0): `Meta` as JSON, `Reference` as the text of its `reference`,
 * `Resource` as a resource itself.
 */
export type ParameterType =
  | 'boolean'
  | 'code'
  | 'date'
  | 'instant'
  | 'integer'
  | 'string'
  | 'uri'
  | 'Meta'
  | 'Reference'
  | 'Resource';

/** Where an operation is asked: of all resources, of those of a type, of one. */
export type OperationLevel = 'system' | 'type' | 'instance';

export interface OperationParameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly isRequired?: true;
  readonly mayRepeat?: true;
}

/** An operation as data: where it is asked, and what it takes. */
export interface OperationDefinition {
  /** The canonical URL of its OperationDefinition. */
  readonly definition: string;
  /** The types that have it; all of them where none is named. */
  readonly types?: readonly string[];
  readonly levels: readonly OperationLevel[];
  readonly parameters: readonly OperationParameter[];
  /** Whether further parameters are search criteria of the type. */
  readonly takesCriteria?: true;
  /** It writes: it is asked by POST alone (FHIR R4 §3.2.0), and not within a transaction. */
  readonly changes?: true;
}

export type OperationName = keyof typeof operations;

const base = 'http://hl7.org/fhir/OperationDefinition/';

/** Named as in FHIR R5's `Patient/$merge`, which is another thing: it may do away with a record, and is not undone. */
const patientLink = {
  types: ['Patient'],
  levels: ['type'],
  parameters: [
    { name: 'source-patient', type: 'Reference', isRequired: true },
    { name: 'target-patient', type: 'Reference', isRequired: true },
    { name: 'reason', type: 'string' },
  ],
  changes: true,
} as const;

/** The operations that are served; `/metadata` and the addresses are made of this table. */
export const operations = {
  everything: {
    definition: `${base}Patient-everything`,
    types: ['Patient'],
    levels: ['instance'],
    parameters: [
      { name: 'start', type: 'date' },
      { name: 'end', type: 'date' },
      { name: '_since', type: 'instant' },
      { name: '_type', type: 'code', mayRepeat: true },
      { name: '_count', type: 'integer' },
    ],
  },
  lastn: {
    definition: `${base}Observation-lastn`,
    types: ['Observation'],
    levels: ['type'],
    parameters: [{ name: 'max', type: 'integer' }],
    takesCriteria: true,
  },
  validate: {
    definition: `${base}Resource-validate`,
    levels: ['type', 'instance'],
    parameters: [
      { name: 'resource', type: 'Resource' },
      { name: 'mode', type: 'code' },
      { name: 'profile', type: 'uri' },
    ],
  },
  meta: {
    definition: `${base}Resource-meta`,
    levels: ['system', 'type', 'instance'],
    parameters: [],
  },
  'meta-add': {
    definition: `${base}Resource-meta-add`,
    levels: ['instance'],
    parameters: [{ name: 'meta', type: 'Meta', isRequired: true }],
    changes: true,
  },
  'meta-delete': {
    definition: `${base}Resource-meta-delete`,
    levels: ['instance'],
    parameters: [{ name: 'meta', type: 'Meta', isRequired: true }],
    changes: true,
  },
  match: {
    definition: `${base}Patient-match`,
    types: ['Patient'],
    levels: ['type'],
    parameters: [
      { name: 'resource', type: 'Resource', isRequired: true },
      { name: 'onlyCertainMatches', type: 'boolean' },
      { name: 'count', type: 'integer' },
    ],
  },
  summary: {
    definition: 'http://hl7.org/fhir/uv/ips/OperationDefinition/summary',
    types: ['Patient'],
    levels: ['type', 'instance'],
    parameters: [
      { name: 'identifier', type: 'string' },
      { name: 'profile', type: 'uri' },
    ],
  },
  'ihe-pix': {
    definition: 'https://profiles.ihe.net/ITI/PIXm/OperationDefinition/IHE.PIXm.pix',
    types: ['Patient'],
    levels: ['type'],
    parameters: [
      { name: 'sourceIdentifier', type: 'string', isRequired: true },
      { name: 'targetSystem', type: 'uri', mayRepeat: true },
    ],
  },
  link: { definition: 'urn:carnet:operation:link', ...patientLink },
  unlink: { definition: 'urn:carnet:operation:unlink', ...patientLink },
} as const satisfies Readonly<Record<string, OperationDefinition>>;

/** The operation of a segment such as `$everything`; `undefined` where the type has none of this name at this level. */
export function operationAt(segment: string, type: string, level: OperationLevel): OperationName | undefined {
  const name = segment.slice(1);
  if (!segment.startsWith('$') || !isOperation(name)) return undefined;
  const { types, levels }: OperationDefinition = operations[name];
  return types?.includes(type) !== false && levels.includes(level) ? name : undefined;
}

/** The methods that an operation takes: one that changes nothing is asked by GET, too (FHIR R4 §3.2.0). */
export function methodsOf(name: OperationName): readonly string[] {
  const { changes }: OperationDefinition = operations[name];
  return changes === true ? ['POST'] : ['GET', 'HEAD', 'POST'];
}

/** What `/metadata` says of a type. */
export function operationsOf(type: string): readonly { readonly name: string; readonly definition: string }[] {
  return Object.entries(operations)
    .filter(([, { types }]: [string, OperationDefinition]) => types?.includes(type) !== false)
    .map(([name, { definition }]) => ({ name, definition }));
}

/** What `/metadata` says of the whole server. */
export function operationsOfAll(): readonly { readonly name: string; readonly definition: string }[] {
  return Object.entries(operations)
    .filter(([, { levels }]: [string, OperationDefinition]) => levels.includes('system'))
    .map(([name, { definition }]) => ({ name, definition }));
}

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}
