import { withServerMeta } from '../../record/canonical.js';
import { compareVersions } from '../../record/merge/version-order.js';
import { changeIdOf, changeKeys } from '../change-key.js';
import type { JournalContext } from '../context.js';
import { headsOf } from '../heads.js';
import { mergeFamily } from '../merge/shown.js';
import { exportSql } from '../sql/exports.js';
import { type FamilyRow, versionSql } from '../sql/versions.js';
import { versionToken } from '../version-token.js';

/** A resource as it stood. */
export interface Standing {
  /** `undefined`: it was deleted. */
  readonly body: string | undefined;
  readonly versionId: string;
  readonly updatedMilliseconds: number;
  readonly receivedMilliseconds: number;
  /** Keys of the versions that make it up. */
  readonly heads: readonly number[];
}

/** What a resource showed when this node had the versions up to a place; `undefined` when it had none of it. */
export function standingAt(
  context: JournalContext,
  type: string,
  resource: number,
  through: number,
): Standing | undefined {
  const { connection } = context;
  const rows = connection.all(exportSql.familyUpTo, resource, through);
  const heads = headsOf(rows).toSorted((left, right) => compareVersions(orderOf(right), orderOf(left)));
  const [winner] = heads;
  if (winner === undefined) return undefined;
  const received = heads.map(({ key }) => connection.one(exportSql.receivedOf, key)?.receivedMilliseconds ?? 0);
  const isSplit = heads.length > 1;
  const body = isSplit
    ? mergeFamily(context, type, { rows, heads }).body
    : connection.one(versionSql.bodyOf, winner.key)?.body?.toString('utf8');
  const names = changeKeys(heads.map(({ changeId }) => changeIdOf(changeId)));
  return {
    body,
    versionId: isSplit ? versionToken(winner.changeId, names) : changeIdOf(winner.changeId),
    // What is shown changes with any of them, the one that is older and came late, too.
    ...{ updatedMilliseconds: winner.stampMilliseconds, receivedMilliseconds: Math.max(...received) },
    heads: heads.map(({ key }) => key),
  };
}

/** Whether nothing of it was written or came here at a time, milliseconds since 1970, or later. */
export function isOlder({ updatedMilliseconds, receivedMilliseconds }: Standing, since: number | undefined): boolean {
  return since !== undefined && updatedMilliseconds < since && receivedMilliseconds < since;
}

/** The resource as FHIR reads it, on one line without its end. */
export function lineOf(
  standing: Pick<Standing, 'versionId' | 'updatedMilliseconds'> & { readonly body: string },
): string {
  return withServerMeta(standing.body, standing.versionId, standing.updatedMilliseconds);
}

/** As FHIR Bulk Data Access 2.0 tells a deletion: a transaction on one line, without its end. */
export function deletionLineOf(type: string, id: string): string {
  const entry = [{ request: { method: 'DELETE', url: `${type}/${id}` } }];
  return JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry });
}

function orderOf({ changeId, stampMilliseconds, stampCounter }: FamilyRow) {
  return { changeId: changeIdOf(changeId), stamp: { milliseconds: stampMilliseconds, counter: stampCounter } };
}
