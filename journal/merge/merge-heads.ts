import type { ResourceId, ResourceType } from '../../protocol/ids.js';
import { fileResource } from '../../record/filing.js';
import type { Merged } from '../../record/merge/merged.js';
import { growReviewTask, type ReviewTask, readReviewTask, reviewTaskOf } from '../../record/merge/review-task.js';
import type { FhirObject, ParsedResource } from '../../record/resource.js';
import { changeIdOf } from '../change-key.js';
import type { JournalContext } from '../context.js';
import { GroupWriter } from '../group-writer.js';
import { ancestryOf } from '../heads.js';
import type { MergedHeads } from '../merge-store.js';
import type { CommitEntry } from '../record-store.js';
import { mergeSql, type SplitRow } from '../sql/merges.js';
import { versionSql } from '../sql/versions.js';
import { transaction } from '../sqlite/transaction.js';
import type { VersionWriter } from '../version-writer.js';
import { type FamilyOfRows, mergeFamily, readFamily } from './shown.js';

/** The author of what the hub merges. */
export const mergeAuthor = 'carnet:merge';

/** How long a merge waits for an ancestor that another lane may still bring; one in the dead letters never comes. */
export const ancestorMillisecondsMax = 10 * 60 * 1000;

/**
 * Merges resources with several heads, in the order of their keys after `after`; each in a group of its own, all in one
 * transaction (rule M12). The list of what is split is the cursor: a crash repeats nothing and skips nothing.
 */
export function mergeHeads(
  context: JournalContext,
  writer: VersionWriter,
  after: number,
  resourcesMax: number,
): MergedHeads & { readonly last: number } {
  const { connection } = context;
  const touched: { type: ResourceType; id: ResourceId }[] = [];
  const result = transaction(connection, () => {
    const rows = connection.all(mergeSql.split, after, resourcesMax);
    let waiting = 0;
    for (const row of rows) {
      const family = readFamily(context, row.resource);
      if (isEarly(context, family)) waiting += 1;
      else touched.push(...mergeOne(context, writer, row, family));
    }
    const more = rows.length === resourcesMax;
    return { merged: rows.length - waiting, waiting, more, last: more ? (rows.at(-1)?.resource ?? 0) : 0 };
  });
  if (touched.length > 0) context.announce({ source: 'local', touched });
  return result;
}

/** Whether what the heads come from is not all here, and may come. */
function isEarly({ connection, now }: JournalContext, { rows, heads }: FamilyOfRows): boolean {
  if (!ancestryOf(rows).isIncomplete(heads.map(({ changeId }) => changeIdOf(changeId)))) return false;
  const received = heads.map(({ key }) => connection.one(mergeSql.received, key)?.milliseconds ?? 0);
  return Math.abs(now() - Math.max(...received)) < ancestorMillisecondsMax;
}

function mergeOne(
  context: JournalContext,
  writer: VersionWriter,
  row: SplitRow,
  family: FamilyOfRows,
): readonly { type: ResourceType; id: ResourceId }[] {
  const merged = mergeFamily(context, row.type, family);
  const key = { type: row.type as ResourceType, id: row.id as ResourceId };
  const entries: CommitEntry[] = [
    merged.body === undefined ? { verb: 'delete', key } : { verb: 'update', resource: resourceOf(merged.body) },
  ];
  if (merged.needsPerson) entries.push({ verb: 'update', resource: questionOf(context, row, family, merged) });
  const group = new GroupWriter(context, writer, { author: mergeAuthor, entries }, context.now());
  for (const entry of entries) group.add(entry);
  group.finish();
  return entries.map((entry) =>
    entry.verb === 'delete' ? entry.key : { type: entry.resource.type, id: entry.resource.id },
  );
}

/** The question to a person: the one that is open for this resource, grown, or a new one. */
function questionOf(context: JournalContext, row: SplitRow, { heads }: FamilyOfRows, merged: Merged): ParsedResource {
  const { connection, names } = context;
  const { priority, disputes } = merged;
  const versions = heads.map(({ changeId }) => changeIdOf(changeId));
  const paths = disputes.filter(({ asked }) => asked).map(({ path }) => path);
  const known = connection.one(mergeSql.question, row.resource)?.task;
  const body = known === undefined ? undefined : connection.one(versionSql.read, names.type('Task'), known)?.body;
  if (body != null) {
    const text = body.toString('utf8');
    if (readReviewTask(JSON.parse(text) as FhirObject)?.open === true) {
      return resourceOf(growReviewTask(text, { priority, versions, paths }));
    }
  }
  const review: ReviewTask = {
    id: context.newChangeId(),
    resource: { type: row.type as ResourceType, id: row.id as ResourceId },
    patient: patientOf(row, merged),
    ...{ priority, versions, paths },
    authoredOn: new Date(context.now()).toISOString(),
  };
  connection.run(mergeSql.setQuestion, row.resource, review.id);
  return resourceOf(reviewTaskOf(review));
}

/** Whom the question is about; a resource that names no patient is filed under its own id. */
function patientOf(row: SplitRow, { body }: Merged): ResourceId | undefined {
  const patient = body === undefined ? undefined : resourceOf(body).filing.patient;
  return patient === row.id && row.type !== 'Patient' ? undefined : patient;
}

function resourceOf(body: string): ParsedResource {
  const value = JSON.parse(body) as FhirObject;
  const [type, id] = [value.resourceType as ResourceType, value.id as ResourceId];
  return { type, id, body, value, filing: fileResource(value) };
}
