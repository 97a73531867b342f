import type { ProblemCode } from '../protocol/problem.js';
import { isProblemCode } from '../protocol/problems.js';
import { changeIdOf, changeIdsOf, changeKey } from './change-key.js';
import type { JournalContext } from './context.js';
import type { Delivery, ResourceKey } from './record-store.js';
import { deadLetterSql } from './sql/dead-letters.js';
import { streamSql } from './sql/streams.js';
import { type DeliveryRow, versionSql } from './sql/versions.js';

/** From the least to the most. */
const stages: readonly Delivery['reached'][] = ['refused', 'site', 'hub', 'backed-up'];

/** How far a resource has come as it shows: where several heads make it up, as far as the one that came least far. */
export function deliveryOf(context: JournalContext, key: ResourceKey): Delivery | undefined {
  const { connection, names } = context;
  const type = names.findType(key.type);
  const row = type === undefined ? undefined : connection.one(versionSql.delivery, type, key.id);
  if (row === undefined) return undefined;
  if (row.heads === null) return deliveryOfRow(context, row);
  const heads = changeIdsOf(row.heads).flatMap((id) => connection.one(versionSql.deliveryOfOne, changeKey(id)) ?? []);
  const [least] = heads
    .map((head) => deliveryOfRow(context, head))
    .sort((left, right) => stages.indexOf(left.reached) - stages.indexOf(right.reached));
  return least && { ...least, versionId: changeIdOf(row.changeId) };
}

/** From a version's place in a log against what the hub's receipts cover. */
function deliveryOfRow({ connection, role, site }: JournalContext, row: DeliveryRow): Delivery {
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
