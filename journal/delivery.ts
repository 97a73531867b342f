import { isProblemCode, type ProblemCode } from '../protocol/problem.js';
import { changeIdOf } from './change-key.js';
import type { JournalContext } from './context.js';
import type { Delivery, ResourceKey } from './record-store.js';
import { deadLetterSql } from './sql/dead-letters.js';
import { streamSql } from './sql/streams.js';
import { versionSql } from './sql/versions.js';

/** How far the current version has come: from its place in a log against what the hub's receipts cover. */
export function deliveryOf(context: JournalContext, key: ResourceKey): Delivery | undefined {
  const { connection, names, role, site } = context;
  const type = names.findType(key.type);
  const row = type === undefined ? undefined : connection.one(versionSql.delivery, type, key.id);
  if (row === undefined) return undefined;
  const versionId = changeIdOf(row.changeId);
  const safe = row.safeSeq >= row.seq;
  const own = role === 'site' && row.direction === 'up' && row.site === site;
  // What came down from the hub, and all that stands at the hub, has been there.
  if (!own) return { versionId, reached: role === 'hub' && safe ? 'backed-up' : 'hub' };
  if (row.durableSeq < row.seq) return { versionId, reached: 'site' };
  const refused = connection.one(deadLetterSql.refused, row.stream, row.seq);
  if (refused !== undefined) return { versionId, reached: 'refused', code: problemCodeOf(refused.code) };
  const receipt = connection.one(streamSql.receiptFor, row.stream, row.seq);
  return {
    versionId,
    reached: safe ? 'backed-up' : 'hub',
    ...(receipt !== undefined && { atHubMilliseconds: receipt.milliseconds }),
  };
}

function problemCodeOf(code: string): ProblemCode {
  return isProblemCode(code) ? code : 'internal';
}
