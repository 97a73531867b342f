import { decodeBatch, encodeBatch } from '../../protocol/batch.js';
import { type Change, withoutBody } from '../../protocol/change.js';
import type { ResourceId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { JournalContext } from '../context.js';
import { placeOf } from '../fan-out/recent-places.js';
import { erasureSql } from '../sql/erasures.js';
import { readBody } from '../structure.js';

const namedPatient = /Patient\/([A-Za-z0-9.-]{1,64})/g;
/** Rows that are read at once. */
const rowsMax = 200;

/** A change as it may be kept: without its body where its resource or its patient is closed (rule W12). */
export function asMayBeKept({ closedIds }: JournalContext, change: Change): Change {
  if (change.body.length === 0) return change;
  const { type, resourceId } = change;
  const isClosed =
    closedIds.has(type, resourceId) || patientsIn(change).some((patient) => closedIds.has(type, resourceId, patient));
  return isClosed ? withoutBody(change) : change;
}

/** Whom its content says that it is filed with; of one that cannot be read, whomever it names. */
function patientsIn(change: Change): readonly ResourceId[] {
  try {
    const { patient } = placeOf(readBody(change));
    return patient === null ? [] : [patient];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { buffer, byteOffset, byteLength } = change.body;
    const text = Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
    return [...text.matchAll(namedPatient)].map(([, id]) => id as ResourceId);
  }
}

/**
 * Takes the bodies out of what was set aside (rules P1, S6), which is closed now; what is left proves its chain as before.
 * The caller holds the transaction. Returns how many changes lost theirs.
 */
export function emptySetAside(context: JournalContext): number {
  return emptyLetters(context) + emptyQuarantine(context);
}

function emptyLetters(context: JournalContext): number {
  const { connection } = context;
  let [stream, seq, count] = [0, 0, 0];
  for (;;) {
    const rows = connection.all(erasureSql.letters, stream, seq, rowsMax);
    for (const row of rows) {
      const emptied = emptyBatch(context, row.batch);
      if (emptied !== undefined) connection.run(erasureSql.setLetter, emptied.bytes, row.stream, row.seq);
      count += emptied?.count ?? 0;
    }
    const last = rows.at(-1);
    if (last === undefined) return count;
    [stream, seq] = [last.stream, last.seq];
  }
}

function emptyQuarantine(context: JournalContext): number {
  const { connection } = context;
  let [id, count] = [0, 0];
  for (;;) {
    const rows = connection.all(erasureSql.quarantined, id, rowsMax);
    for (const row of rows) {
      const emptied = emptyBatch(context, row.batch);
      if (emptied !== undefined) connection.run(erasureSql.setQuarantined, emptied.bytes, row.id);
      count += emptied?.count ?? 0;
    }
    const last = rows.at(-1);
    if (last === undefined) return count;
    id = last.id;
  }
}

/** `undefined` where nothing of it is closed. */
function emptyBatch(
  context: JournalContext,
  bytes: Uint8Array,
): { readonly bytes: Uint8Array; readonly count: number } | undefined {
  const { header, changes } = decodeBatch(bytes, new Map());
  const kept = changes.map((change) => asMayBeKept(context, change));
  const count = kept.filter((change, index) => change !== changes[index]).length;
  return count === 0 ? undefined : { bytes: encodeBatch(header, kept, new Map()), count };
}
