import { createHash } from 'node:crypto';
import { isReferenceType, patientOf } from '../../record/compartment.js';
import { refersAsMember } from '../../record/patient-compartment.js';
import type { FhirObject } from '../../record/resource.js';
import type { JournalContext } from '../context.js';
import { journalLimits } from '../limits.js';
import { exportSql } from '../sql/exports.js';
import { turn } from '../turn.js';
import { deletionLineOf, isOlder, lineOf, standingAt } from './standing.js';

/** Where an export is, and what it takes. */
export interface StretchQuery {
  readonly type: string;
  readonly after: string;
  readonly through: number;
  readonly since?: number;
  readonly ofPatients: boolean;
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
export async function readStretch(context: JournalContext, query: StretchQuery): Promise<Stretch> {
  const [output, deleted] = [new Part(), new Part()];
  const type = context.names.findType(query.type);
  if (type === undefined) return { output, deleted };
  let after = query.after;
  for (let looked = 0; ; ) {
    const step = readStep(context, query, { type, after }, { output, deleted });
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
): { readonly looked: number; readonly after: string; readonly isLast: boolean } {
  const { exportStepResourcesMax, exportStepBytesMax } = journalLimits;
  const rows = context.connection.all(exportSql.page, place.type, place.after, exportStepResourcesMax);
  const bytesMax = output.bytes + exportStepBytesMax;
  let [looked, after] = [0, place.after];
  for (const { resource, id } of rows) {
    if (output.bytes > bytesMax) break;
    const standing = standingAt(context, query.type, resource, query.through);
    looked += 1;
    after = id;
    if (standing === undefined || isOlder(standing, query.since)) continue;
    const { body } = standing;
    if (body !== undefined) {
      if (!query.ofPatients || isOfPatient(body)) output.add(resource, lineOf({ ...standing, body }));
    } else if (query.since !== undefined && !(query.ofPatients && isReferenceType(query.type))) {
      deleted.add(resource, deletionLineOf(query.type, id));
    }
  }
  return { looked, after, isLast: looked === rows.length && rows.length < exportStepResourcesMax };
}

/** Filed with a patient, or in the compartment of one as FHIR R4 defines it. */
function isOfPatient(body: string): boolean {
  const value = JSON.parse(body) as FhirObject;
  if (value.resourceType === 'Patient') return true;
  const patient = patientOf(value);
  if (patient !== undefined && patient !== value.id) return true;
  return refersAsMember(value);
}
