import type { ClockStamp } from '../../protocol/clock.js';
import type { ChangeId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { mergeVersions } from '../../record/merge/merge-versions.js';
import { type Merged, wholePath } from '../../record/merge/merged.js';
import { compareVersions } from '../../record/merge/version-order.js';
import { changeIdOf, changeIdsOf, changeKeys } from '../change-key.js';
import type { JournalContext } from '../context.js';
import { headsOf } from '../heads.js';
import { type FamilyRow, versionSql } from '../sql/versions.js';

/** What a resource shows (rule M1). */
export interface Shown {
  /** The version under whose id it shows: the head with the latest stamp. */
  readonly winner: number;
  readonly stamp: ClockStamp;
  /** The change ids of the heads, the winner first; `undefined` when there is one. */
  readonly heads: Buffer | undefined;
  /** `undefined`: it is deleted. */
  readonly body: Uint8Array | undefined;
}

/** The versions of a resource, and those of them that no other knows of. */
export interface FamilyOfRows {
  readonly rows: readonly FamilyRow[];
  /** The latest first. */
  readonly heads: readonly FamilyRow[];
}

export function readFamily({ connection }: JournalContext, resource: number): FamilyOfRows {
  const rows = connection.all(versionSql.family, resource);
  const heads = headsOf(rows).toSorted((left, right) => compareVersions(orderOf(right), orderOf(left)));
  return { rows, heads };
}

/** What the versions that are here come to, in whatever order they came. */
export function showFamily(context: JournalContext, type: string, resource: number): Shown {
  const family = readFamily(context, resource);
  const [winner] = family.heads;
  if (winner === undefined) throw new Problem('database-corrupt', 'a resource without versions');
  const stamp = orderOf(winner).stamp;
  if (family.heads.length === 1) {
    return { winner: winner.key, stamp, heads: undefined, body: bodyOfVersion(context, winner.key) };
  }
  const { body } = mergeFamily(context, type, family);
  const heads = changeKeys(family.heads.map(({ changeId }) => changeIdOf(changeId)));
  return { winner: winner.key, stamp, heads, body: body === undefined ? undefined : Buffer.from(body, 'utf8') };
}

/** The merge of the heads by the pure function of `record/`. */
export function mergeFamily(context: JournalContext, type: string, { rows, heads }: FamilyOfRows): Merged {
  const keys = new Map(rows.map(({ key, changeId }) => [changeIdOf(changeId), key]));
  const versions = rows.map((row) => ({ ...orderOf(row), predecessors: changeIdsOf(row.predecessors) }));
  const bodyOf = (changeId: ChangeId) => {
    const key = keys.get(changeId);
    return key === undefined ? undefined : bodyOfVersion(context, key)?.toString('utf8');
  };
  const ids = heads.map(({ changeId }) => changeIdOf(changeId));
  try {
    return mergeVersions({ type, versions, heads: ids, bodyOf });
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'body-malformed') throw error;
    return unreadable(ids, bodyOf);
  }
}

/** A body that is JSON but not canonical came past an origin that did not validate: the latest shows, a person looks. */
function unreadable(heads: readonly ChangeId[], bodyOf: (changeId: ChangeId) => string | undefined): Merged {
  const cautious = heads.find((head) => bodyOf(head) !== undefined) ?? heads[0];
  if (cautious === undefined) throw new Problem('database-corrupt', 'a resource without heads');
  const values = heads.map((changeId) => ({ changeId, value: bodyOf(changeId) }));
  const dispute = { path: wholePath, group: wholePath, asked: true, values, cautious };
  return { body: bodyOf(cautious), disputes: [dispute], needsPerson: true, priority: 'routine' };
}

function orderOf({ changeId, stampMilliseconds, stampCounter }: FamilyRow) {
  return {
    changeId: changeIdOf(changeId),
    stamp: { milliseconds: stampMilliseconds, counter: stampCounter },
  };
}

function bodyOfVersion({ connection }: JournalContext, key: number): Buffer | undefined {
  return connection.one(versionSql.bodyOf, key)?.body ?? undefined;
}
