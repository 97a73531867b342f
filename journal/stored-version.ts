import { Buffer } from 'node:buffer';
import type { Change } from '../protocol/change.js';
import type { ResourceId, ResourceType, SiteCode } from '../protocol/ids.js';
import { changeIdOf, changeIdsOf } from './change-key.js';
import type { StoredVersion } from './record-store.js';
import type { ShownRow, VersionRow } from './sql/versions.js';
import { versionToken } from './version-token.js';

const nothing = Buffer.alloc(0);

/** A row as `fhir-api/` sees it. `meta.lastUpdated` is the stamp's time, which every replica shows alike. */
export function storedVersionOf(row: VersionRow & Partial<Pick<ShownRow, 'heads'>>): StoredVersion {
  const { heads } = row;
  return {
    ...(heads != null && { token: versionToken(row.changeId, heads) }),
    type: row.type as ResourceType,
    id: row.id as ResourceId,
    versionId: changeIdOf(row.changeId),
    lastUpdatedMilliseconds: row.mergeMilliseconds ?? row.stampMilliseconds,
    deleted: row.body === null,
    ...(row.bodyDigest !== null && { erased: true as const }),
    isFirst: row.predecessors.length === 0,
    body: row.body === null ? '' : row.body.toString('utf8'),
    author: row.author,
    origin: row.origin as SiteCode,
  };
}

/** A row as it travels; what the hub put in the place of its stamp goes along, for the sites (rule T4). */
export function changeOf(row: VersionRow, groupEnd: boolean): Change {
  const { mergeMilliseconds, mergeCounter } = row;
  return {
    ...(row.bodyDigest !== null && { erasedDigest: row.bodyDigest }),
    ...(mergeMilliseconds !== null && { mergeStamp: { milliseconds: mergeMilliseconds, counter: mergeCounter ?? 0 } }),
    changeId: changeIdOf(row.changeId),
    method: row.body === null && row.bodyDigest === null ? 'delete' : 'put',
    type: row.type as ResourceType,
    resourceId: row.id as ResourceId,
    predecessors: changeIdsOf(row.predecessors),
    author: row.author,
    origin: row.origin as SiteCode,
    stamp: { milliseconds: row.stampMilliseconds, counter: row.stampCounter },
    body: row.body ?? nothing,
    groupEnd,
  };
}
