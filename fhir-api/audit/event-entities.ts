import { subjectWithoutVersion } from '../../journal/audit/audit-class.js';
import type { KeptEntry } from '../../journal/audit/audit-query.js';
import { isResourceTypeKnown } from '../../record/definitions/load.js';
import { readReference } from '../../record/reference.js';
import { entityType, objectRole, subjectSystem } from './codings.js';
import { unsaid } from './event-agents.js';
import type { Pattern } from './event-kind.js';

type Subject = Pick<KeptEntry, 'subject' | 'patient' | 'action'>;

/** The resource that an entry is about, `Type/id`; `undefined` where it is about none. */
export function resourceOf({ subject }: Pick<KeptEntry, 'subject'>): string | undefined {
  const text = subjectWithoutVersion(subject);
  const reference = readReference(text);
  return reference?.form === 'relative' && isResourceTypeKnown(reference.type) ? text : undefined;
}

/** The patient whom an entry is about, or whose record it touched. */
export function patientOf(entry: Subject): string | undefined {
  const resource = resourceOf(entry);
  if (resource?.startsWith('Patient/') === true) return resource;
  return resource === undefined || entry.patient === undefined ? undefined : `Patient/${entry.patient}`;
}

/** What was concerned, as references and codes, never as content (FHIR R4 AuditEvent.entity). */
export function entitiesOf(entry: Subject, pattern: Pattern | undefined): readonly object[] {
  const patient = patientOf(entry);
  const person = { what: { reference: patient }, type: entityType('1'), role: objectRole('1') };
  const object = pattern === 'Query' ? queryOf(entry) : objectOf(entry);
  const detail = pattern === undefined ? detailOf(entry) : [];
  return [...(object === undefined ? [] : [object]), ...detail, ...(patient === undefined ? [] : [person])];
}

/** What was asked for is not kept, but of which type. */
function queryOf({ subject }: Subject): object {
  const type = subject.includes('/') || subject === '' ? {} : { description: subject };
  return { type: entityType('2'), role: objectRole('24'), ...type, _query: unsaid };
}

function objectOf(entry: Subject): object | undefined {
  const { subject } = entry;
  if (subject === '') return undefined;
  if (resourceOf(entry) !== undefined) {
    return { what: { reference: subject }, type: entityType('2'), role: objectRole('4') };
  }
  // A type, or a route as it is declared.
  if (isResourceTypeKnown(subject) || subject.startsWith('/')) return { type: entityType('2'), description: subject };
  return { what: { identifier: { system: subjectSystem, value: subject } }, type: entityType('2') };
}

/** What stands behind the first word of an action: a link, a site, the number of an order. */
function detailOf({ action }: Subject): readonly object[] {
  const blank = action.indexOf(' ');
  if (blank === -1 || action.startsWith('remote-')) return [];
  return [{ type: entityType('2'), role: objectRole('20'), description: action.slice(blank + 1) }];
}
