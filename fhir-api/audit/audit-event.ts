import { Buffer } from 'node:buffer';
import { classOf } from '../../journal/audit/audit-class.js';
import type { KeptEntry } from '../../journal/audit/audit-query.js';
import { parseResourceId, parseResourceType, type SiteCode } from '../../protocol/ids.js';
import { canonicalise } from '../../record/canonical.js';
import { instantOf, type ShownVersion } from '../answer.js';
import { applicationServer, purposeSystem } from './codings.js';
import { agentsOf, nodeIdentifier } from './event-agents.js';
import { entitiesOf, patientOf, resourceOf } from './event-entities.js';
import { type EventKind, eventKindOf, type Pattern } from './event-kind.js';

const patternUrl = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.';
const headCharacters = 16;
const latestMilliseconds = Date.UTC(10_000, 0) - 1;

/**
 * The id of an entry (rule R61): the node, the number, and the beginning of the chain over all up to it, by which what two
 * epochs of a node wrote under one number is told apart. The epoch itself does not stand in the entries.
 */
export function eventIdOf(node: SiteCode, { number, chain }: Pick<KeptEntry, 'number' | 'chain'>): string {
  return `${node}.${number}.${Buffer.from(chain).toString('hex').slice(0, headCharacters)}`;
}

/** The number in an id of this node's audit; whether the entry has it is to be compared. `undefined` for any other id. */
export function numberOfEvent(node: SiteCode, id: string): number | undefined {
  const [, code, number] = /^([0-9A-Z]{3})\.([1-9]\d{0,14})\.[0-9a-f]{16}$/.exec(id) ?? [];
  return code === node ? Number(number) : undefined;
}

/** An entry of a node's audit as FHIR shows it: an AuditEvent, by the patterns of IHE BALP 1.1 where one is meant for it. */
export function auditEventOf(node: SiteCode, entry: KeptEntry): ShownVersion {
  const kind = eventKindOf(classOf(entry));
  const { type, subtype, action, outcome } = kind;
  const pattern = patternOf(kind, entry);
  const id = eventIdOf(node, entry);
  const profile = pattern && `${patternUrl}${patientOf(entry) === undefined ? '' : 'Patient'}${pattern}`;
  // Whoever wrote over it must not make the others unreadable: years of FHIR have four digits.
  const milliseconds = Math.min(Math.max(entry.milliseconds, 0), latestMilliseconds);
  const resource = {
    resourceType: 'AuditEvent',
    id,
    ...(profile !== undefined && { meta: { profile: [profile] } }),
    ...{ type, subtype: subtype.length === 0 ? undefined : subtype, action },
    ...{ recorded: instantOf(milliseconds), outcome, ...purposeOf(entry) },
    agent: agentsOf(node, entry.author, pattern),
    source: { site: node, observer: { identifier: nodeIdentifier(node) }, type: [applicationServer] },
    ...entitiesMember(entitiesOf(entry, pattern)),
  };
  return {
    ...{ type: parseResourceType('AuditEvent'), id: parseResourceId(id), versionId: '1', deleted: false },
    ...{ lastUpdatedMilliseconds: milliseconds, body: canonicalise(JSON.stringify(resource)) },
  };
}

function entitiesMember(entity: readonly object[]) {
  return entity.length === 0 ? {} : { entity };
}

/** FHIR R4 AuditEvent.purposeOfEvent: why somebody asked for a patient of another site (rule F8). */
function purposeOf({ action }: KeptEntry) {
  const [, purpose] = /^remote-[a-z]+ ([a-z]+)/.exec(action) ?? [];
  return purpose === undefined ? {} : { purposeOfEvent: [{ coding: [{ system: purposeSystem, code: purpose }] }] };
}

/** The pattern that an entry can keep: a search names no resource but a patient, and anything else does name one. */
function patternOf({ pattern }: EventKind, entry: KeptEntry): Pattern | undefined {
  const resource = resourceOf(entry);
  const isNamed = resource !== undefined && !(pattern === 'Query' && resource.startsWith('Patient/'));
  return isNamed === (pattern !== 'Query') ? pattern : undefined;
}
