import { createHash } from 'node:crypto';
import { isReferenceType } from '../../record/compartment.js';
import { mayBeOfPatient } from '../../record/patient-compartment.js';
import type { JournalContext } from '../context.js';
import { journalLimits } from '../limits.js';
import { exportSql } from '../sql/exports.js';
import { turn } from '../turn.js';
import type { ExportFilter } from './export-job-store.js';
import { isOfPatients } from './of-patients.js';
import { deletionLineOf, isOlder, lineOf, type Standing, standingAt } from './standing.js';
import type { Stood, ThenIndex } from './then-index.js';

/** Where an export is, and what it takes. */
export interface StretchQuery {
  readonly type: string;
  readonly after: string;
  readonly through: number;
  readonly since?: number;
  readonly ofPatients: boolean;
  /** Absent: of any. */
  readonly patients?: ReadonlySet<string>;
  /** Of the type; none: all of it. */
  readonly filters: readonly ExportFilter[];
  /** The moment that it shows, milliseconds since 1970. */
  readonly atMilliseconds: number;
}

/** Lines of one file that are made at once. */
export class Part {
  readonly resources: number[] = [];
  bytes = 0;
  readonly #hash = createHash('sha256');

  add(resource: number, line: string): void {
    const text = `${line}\n`;
    this.resources.push(resource);
    this.bytes += Buffer.byteLength(text);
    this.#hash.update(text);
  }

  /** Its SHA-256; once. */
  digest(): Buffer {
    return this.#hash.digest();
  }
}

export interface Stretch {
  readonly output: Part;
  readonly deleted: Part;
  /** The id behind which the next one begins; absent at the end of the type. */
  readonly next?: string;
}

/**
 * Looks at the next resources of a type, until a part is full or many were looked at; in steps of bounded length between
 * which others have their turn.
 */
export async function readStretch(
  context: JournalContext,
  query: StretchQuery,
  thenIndex: () => ThenIndex,
): Promise<Stretch> {
  const [output, deleted] = [new Part(), new Part()];
  const type = context.names.findType(query.type);
  if (type === undefined || (query.ofPatients && !mayBeOfPatient(query.type))) return { output, deleted };
  let after = query.after;
  for (let looked = 0; ; ) {
    const step = readStep(context, query, { type, after }, { output, deleted }, thenIndex);
    if (step.isLast) return { output, deleted };
    looked += step.looked;
    after = step.after;
    const lines = output.resources.length + deleted.resources.length;
    const isFull = lines >= journalLimits.exportPartResourcesMax || output.bytes >= journalLimits.exportPartBytesMax;
    if (isFull || looked >= journalLimits.exportLookedMax) return { output, deleted, next: after };
    await turn(context);
  }
}

function readStep(
  context: JournalContext,
  query: StretchQuery,
  place: { readonly type: number; readonly after: string },
  { output, deleted }: Pick<Stretch, 'output' | 'deleted'>,
  thenIndex: () => ThenIndex,
): { readonly looked: number; readonly after: string; readonly isLast: boolean } {
  const { exportStepResourcesMax, exportStepBytesMax } = journalLimits;
  const rows = context.connection.all(exportSql.page, place.type, place.after, exportStepResourcesMax);
  const found: (Stood & Pick<Standing, 'versionId' | 'receivedMilliseconds'>)[] = [];
  let [looked, after, bytes] = [0, place.after, 0];
  for (const { resource, id } of rows) {
    if (bytes > exportStepBytesMax) break;
    const standing = standingAt(context, query.type, resource, query.through);
    looked += 1;
    after = id;
    if (standing === undefined || isOlder(standing, query.since)) continue;
    const { body } = standing;
    if (body === undefined) {
      if (tellsDeletion(context, query, resource)) deleted.add(resource, deletionLineOf(query.type, id));
    } else if (!query.ofPatients || isOfPatients(body, query.patients)) {
      found.push({ ...standing, body, resource, id });
      bytes += body.length;
    }
  }
  const { filters, atMilliseconds } = query;
  const matches = filters.length === 0 ? undefined : thenIndex().matches(found, filters, atMilliseconds);
  for (const each of found) if (matches?.has(each.resource) !== false) output.add(each.resource, lineOf(each));
  return { looked, after, isLast: looked === rows.length && rows.length < exportStepResourcesMax };
}

/** Of some patients, deletions of what was last theirs; whether it met a filter does not matter to who has it. */
function tellsDeletion(context: JournalContext, query: StretchQuery, resource: number): boolean {
  const { since, ofPatients, patients, through, type } = query;
  if (since === undefined || !ofPatients) return since !== undefined;
  if (patients === undefined) return !isReferenceType(type);
  const last = context.connection.one(exportSql.lastBodyUpTo, resource, through);
  return last !== undefined && isOfPatients(last.body.toString('utf8'), patients);
}
