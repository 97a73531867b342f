import { resourceTypes } from '../record/definitions/load.js';
import { auditType, isKeptApart, keptApart } from '../record/kept-apart.js';
import { type SearchParameter, searchParametersOf } from '../record/search-parameters.js';
import { auditServed } from './audit/definition.js';
import { exportServed } from './export/definition.js';
import { operationsOf, operationsOfAll } from './operations/definitions.js';
import { patchTypes } from './patch/patch-body.js';
import { modifiersFor } from './search/clause.js';
import { refusalsIn, refusedParameters } from './search/refused-parameters.js';
import { subscriptionsServed } from './subscriptions/definition.js';

/** What the programs say of themselves in `/metadata`. */
export interface Software {
  readonly name: string;
  readonly version: string;
}

const kindInFhir: Readonly<Record<SearchParameter['kind'], string>> = {
  string: 'string',
  token: 'token',
  reference: 'reference',
  date: 'date',
  quantity: 'quantity',
  number: 'number',
  uri: 'uri',
  composite: 'composite',
  special: 'special',
  id: 'token',
  lastUpdated: 'date',
};

/** SMART App Launch as far as it is served: how scopes are written and what they mean; a technician gives the tokens. */
const security = [
  'A session cookie of POST /api/session, or Authorization: Bearer (RFC 6750).',
  'The token of a machine has scopes as SMART App Launch 2.x writes them: system/Type.cruds, or patient/Type.cruds for the',
  'compartment of the one patient that the token names. There are no scopes by search parameters, no user/ scopes and no',
  'OAuth endpoints: tokens are given by the technician of the node.',
].join(' ');

const interactions = [
  ...['read', 'vread', 'update', 'patch', 'delete', 'history-instance', 'history-type', 'create', 'search-type'],
];

/**
 * The CapabilityStatement (FHIR R4 §3.1.0.10 and §5.4), made of the tables that answer requests, so that it cannot
 * promise what is not there. What a caller may use of it depends on their role.
 * @param startedMilliseconds when the program started, which is when this became true
 */
export function capabilityStatement(
  software: Software,
  startedMilliseconds: number,
  { isExportServed }: { readonly isExportServed: boolean },
): string {
  const types = resourceTypes().filter((type) => type !== 'Bundle' && type !== 'Parameters');
  const reverse = reverseIncludes(types.filter((type) => !isKeptApart(type)));
  return JSON.stringify({
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: new Date(startedMilliseconds).toISOString(),
    kind: 'instance',
    software: { name: software.name, version: software.version },
    implementation: { description: 'Carnet: the records of a hospital, kept at the hospital' },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    patchFormat: patchTypes,
    rest: [
      {
        mode: 'server',
        documentation: refusalsIn(refusedParameters.ofEveryType),
        security: { cors: false, description: security },
        resource: types.map((type) => resourceOf(type, reverse.get(type) ?? [], isExportServed)),
        interaction: [
          { code: 'transaction' },
          { code: 'batch' },
          { code: 'history-system' },
          { code: 'search-system' },
        ],
        operation: [...operationsOfAll(), ...(isExportServed ? [exportServed('system')] : [])],
      },
    ],
  });
}

function resourceOf(type: string, searchRevInclude: readonly string[], isExportServed: boolean) {
  if (type === keptApart) return subscriptionResource();
  if (type === auditType) return auditResource();
  const parameters = [...searchParametersOf(type).values()];
  const isExported = isExportServed && (type === 'Patient' || type === 'Group');
  const operation = [...operationsOf(type), ...(isExported ? [exportServed(type)] : [])];
  const documentation = refusalsIn(refusedParameters.ofTypes[type]);
  const searchInclude = parameters.filter(({ kind }) => kind === 'reference').map(({ name }) => `${type}:${name}`);
  return {
    type,
    ...(documentation === undefined ? {} : { documentation }),
    interaction: interactions.map((code) => ({ code })),
    versioning: 'versioned',
    readHistory: true,
    updateCreate: true,
    conditionalCreate: true,
    conditionalRead: 'full-support',
    conditionalUpdate: true,
    conditionalDelete: 'single',
    ...(searchInclude.length === 0 ? {} : { searchInclude }),
    ...(searchRevInclude.length === 0 ? {} : { searchRevInclude }),
    searchParam: parameters.map(searchParamOf),
    ...(operation.length === 0 ? {} : { operation }),
  };
}

/** Made of the node's audit: read and searched, and nothing else. */
function auditResource() {
  const { interactions: served, parameters } = auditServed;
  const documentation = `${auditServed.documentation} ${refusalsIn(refusedParameters.ofTypes[auditType])}`;
  return {
    ...{ type: auditType, documentation, interaction: served.map((code) => ({ code })), versioning: 'no-version' },
    ...{ readHistory: false, updateCreate: false, conditionalCreate: false, conditionalRead: 'not-supported' },
    ...{
      conditionalUpdate: false,
      conditionalDelete: 'not-supported',
      searchParam: plainParameters(auditType, parameters),
    },
  };
}

/** Kept by itself: what the others can, it cannot all. */
function subscriptionResource() {
  const { interactions: served, parameters } = subscriptionsServed;
  const documentation = `${subscriptionsServed.documentation} ${refusalsIn(refusedParameters.ofTypes[keptApart])}`;
  return {
    ...{ type: keptApart, documentation, interaction: served.map((code) => ({ code })), versioning: 'versioned' },
    ...{ readHistory: false, updateCreate: false, conditionalCreate: false, conditionalRead: 'not-supported' },
    ...{
      conditionalUpdate: false,
      conditionalDelete: 'not-supported',
      searchParam: plainParameters(keptApart, parameters),
    },
  };
}

/** Parameters that are served without what searches of records can do with them. */
function plainParameters(type: string, names: readonly string[]) {
  const known = searchParametersOf(type);
  const parameters = names.map((name) => known.get(name)).filter((parameter) => parameter !== undefined);
  return parameters.map(({ name, kind, definition }) => ({
    ...{ name, type: kindInFhir[kind] },
    ...(definition === undefined ? {} : { definition }),
  }));
}

function searchParamOf(parameter: SearchParameter) {
  const { name, kind, definition } = parameter;
  const modifiers = modifiersFor(parameter);
  return {
    name,
    ...(definition === undefined ? {} : { definition }),
    type: kindInFhir[kind],
    ...(modifiers.length === 0 ? {} : { documentation: `Modifiers: ${modifiers.join(', ')}` }),
  };
}

/** `Type:parameter` by the type that the parameter's definition names as a target. */
function reverseIncludes(types: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const type of types) {
    for (const { name, targets } of searchParametersOf(type).values()) {
      for (const target of targets ?? []) {
        const known = found.get(target);
        if (known === undefined) found.set(target, [`${type}:${name}`]);
        else known.push(`${type}:${name}`);
      }
    }
  }
  return found;
}
