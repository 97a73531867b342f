import type { ResourceId, ResourceType } from '../../protocol/ids.js';
import { importAuthor } from '../../record/accounts/program-author.js';
import { fileResource } from '../../record/filing.js';
import type { FhirObject, ParsedResource } from '../../record/resource.js';
import type { JournalContext } from '../context.js';
import { GroupWriter } from '../group-writer.js';
import { journalLimits } from '../limits.js';
import type { CommitEntry } from '../record-store.js';
import { importSql } from '../sql/imports.js';
import { searchSql } from '../sql/search.js';
import { versionSql } from '../sql/versions.js';
import type { VersionWriter } from '../version-writer.js';
import type { UndoneResource, UndoRound } from './import-store.js';
import type { TouchedResource } from './write-part.js';

/** What others of an import lean on is taken back after them. */
const ranks = [0, 1, 2, 3] as const;

interface Decision {
  readonly outcome: UndoneResource['outcome'];
  readonly entry?: CommitEntry;
}

/** Takes back the last changes of an import that wait; the caller holds the transaction. */
export function undoRound(
  context: JournalContext,
  writer: VersionWriter,
  id: number,
): UndoRound & { readonly touched: readonly TouchedResource[] } {
  const { connection } = context;
  const resources: UndoneResource[] = [];
  const entries: CommitEntry[] = [];
  for (const resource of nextResources(context, id)) {
    const row = connection.one(importSql.resource, resource);
    const decision: Decision = row === undefined ? { outcome: 'changed-since' } : decide(context, id, resource, row);
    connection.run(importSql.setOutcome, decision.outcome, id, resource);
    resources.push({ resource: `${row?.type}/${row?.id}`, outcome: decision.outcome });
    if (decision.entry !== undefined) entries.push(decision.entry);
  }
  if (entries.length > 0) {
    const group = new GroupWriter(context, writer, { author: importAuthor, entries }, context.now());
    for (const entry of entries) group.add(entry);
    group.finish();
  }
  const left = connection.one(importSql.waitingCount, id)?.count ?? 0;
  return { resources, left, touched: entries.map(touchedBy) };
}

/** Tells the listeners what was written, after the commit. */
export function announceAll(context: JournalContext, resources: readonly (TouchedResource | ParsedResource)[]): void {
  if (resources.length === 0) return;
  const touched = resources.map((resource) => {
    const { type, id } = resource;
    const patient = 'filing' in resource ? resource.filing.patient : undefined;
    return { type, id, ...(patient !== undefined && { patient }) };
  });
  context.announce({ source: 'local', touched });
}

function nextResources({ connection }: JournalContext, id: number): readonly number[] {
  for (const rank of ranks) {
    const rows = connection.all(importSql.waiting, id, rank, journalLimits.undoneResourcesMax);
    if (rows.length > 0) return [...new Set(rows.map(({ resource }) => resource))];
  }
  return [];
}

function decide(
  context: JournalContext,
  id: number,
  resource: number,
  row: { readonly type: string; readonly id: string; readonly version: number; readonly deleted: number },
): Decision {
  if (!isAsImported(context, id, resource, row.version)) return { outcome: 'changed-since' };
  const before = context.connection.one(importSql.before, id, resource)?.before ?? null;
  if (before !== null) return { outcome: 'restored', entry: { verb: 'update', resource: parsedOf(before) } };
  if (isInUse(context, id, resource, row)) return { outcome: 'in-use' };
  const key = { type: row.type as ResourceType, id: row.id as ResourceId };
  return { outcome: 'deleted', entry: { verb: 'delete', key } };
}

/** Whether the resource shows what the import wrote last, in its own version or in one that took back a later import. */
function isAsImported({ connection }: JournalContext, id: number, resource: number, current: number): boolean {
  const shown = connection.one(versionSql.readByResource, resource);
  const last = connection.one(importSql.lastOf, id, resource)?.version;
  if (shown === undefined || last === undefined || shown.heads !== null || shown.body === null) return false;
  if (current === last) return true;
  const written = connection.one(versionSql.bodyOf, last)?.body;
  return shown.author === importAuthor && written != null && written.equals(shown.body);
}

/** Whether something that stays refers to it: then nothing may be taken from under that. */
function isInUse(
  context: JournalContext,
  id: number,
  resource: number,
  { type, id: fhirId }: { readonly type: string; readonly id: string },
): boolean {
  const { connection, names, role } = context;
  if (type === 'Patient') {
    const patient = names.findPatient(fhirId as ResourceId);
    if (patient !== undefined && connection.one(importSql.member, patient, resource, id) !== undefined) return true;
  }
  // A hub has no rows of references here (rule J5).
  if (role === 'hub') return false;
  return connection
    .all(importSql.parameters)
    .some(({ id: parameter }) => isReferredBy(context, parameter, { import: id, resource, type, fhirId }));
}

function isReferredBy(
  { connection }: JournalContext,
  parameter: number,
  of: { readonly import: number; readonly resource: number; readonly type: string; readonly fhirId: string },
): boolean {
  // Most parameters have no row at all: that is quick to know.
  if (connection.one(searchSql.referrers, parameter, of.fhirId, of.type, 1) === undefined) return false;
  return connection.one(importSql.referrer, parameter, of.fhirId, of.type, of.resource, of.import) !== undefined;
}

/** A body that was under all rules when it came. */
function parsedOf(bytes: Buffer): ParsedResource {
  const body = bytes.toString('utf8');
  const value = JSON.parse(body) as FhirObject;
  return {
    type: value.resourceType as ResourceType,
    id: value.id as ResourceId,
    body,
    value,
    filing: fileResource(value),
  };
}

function touchedBy(entry: CommitEntry): TouchedResource {
  if (entry.verb === 'delete') return entry.key;
  const { type, id, filing } = entry.resource;
  return { type, id, ...(filing.patient !== undefined && { patient: filing.patient }) };
}
