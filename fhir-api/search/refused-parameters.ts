import { notServed } from '../../record/definitions/search/not-served.js';
import { auditType, keptApart } from '../../record/kept-apart.js';

type Reasons = Readonly<Record<string, string>>;

/** Of every type: parameters that the specification has beside those of the types (FHIR R4 §3.1.1.5, §3.1.1.7, §3.1.3). */
const ofEveryType: Reasons = {
  _contained: 'what is contained is found with the resource that holds it',
  _containedType: 'the same',
  _content: notServed['Resource-content'] ?? '',
  _filter: 'a language of its own; what it asks is asked by parameters, chains and _has',
  _list: 'what a list names is found by _id, after reading the List',
  _query: notServed['Resource-query'] ?? '',
  _text: notServed['DomainResource-text'] ?? '',
};

const sequence = 'MolecularSequence-';

const ofSubscriptions = 'kept apart from the records and their index, and found by id, status and address (rule F112)';

const ofAuditEvents: Reasons = {
  _lastUpdated: 'an entry is never changed: date is when it was written',
  _profile: 'follows from type and subtype',
  _security: 'the audit has no labels',
  _source: 'the audit has no labels',
  _tag: 'the audit has no labels',
  address: 'no entry keeps the address of a computer',
  'agent-name': 'no entry keeps the name of a person; agent:identifier finds who is no resource',
  'agent-role': 'follows from type and subtype',
  altid: 'no entry keeps another id; agent:identifier finds who is no resource',
  'entity-name': 'no entry keeps the name of what was concerned',
  'entity-role': 'follows from type and subtype',
  'entity-type': 'says no more than person or object; patient finds the persons',
  policy: 'no entry names one',
  site: 'a node shows its own entries alone (rule R66)',
  source: 'the same',
};

/** Search parameters of FHIR R4 that are not served, each with its reason: of every type, and of single types (rule F60). */
export const refusedParameters: { readonly ofEveryType: Reasons; readonly ofTypes: Readonly<Record<string, Reasons>> } =
  {
    ofEveryType,
    ofTypes: {
      [auditType]: ofAuditEvents,
      [keptApart]: reasonsFor(
        ['_lastUpdated', '_profile', '_security', '_source', '_tag', 'contact', 'criteria', 'payload', 'type'],
        ofSubscriptions,
      ),
      MolecularSequence: Object.fromEntries(
        Object.entries(notServed).flatMap(([id, reason]) =>
          id.startsWith(sequence) ? [[id.slice(sequence.length), reason]] : [],
        ),
      ),
    },
  };

function reasonsFor(names: readonly string[], reason: string): Reasons {
  return Object.fromEntries(names.map((name) => [name, reason]));
}

/** As `/metadata` says it; `undefined` where all is served. */
export function refusalsIn(reasons: Reasons | undefined): string | undefined {
  if (reasons === undefined) return undefined;
  const told = Object.entries(reasons).map(([name, reason]) => `${name} (${reason})`);
  return `Search parameters that are not served: ${told.join('; ')}.`;
}
