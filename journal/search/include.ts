import type { JournalContext } from '../context.js';
import { journalLimits } from '../limits.js';
import type { SearchQuery, StoredVersion } from '../record-store.js';
import { searchSql } from '../sql/search.js';
import type { VersionRow } from '../sql/versions.js';
import { versionSql } from '../sql/versions.js';
import { storedVersionOf } from '../stored-version.js';

/** A match as `_include` follows it. */
export interface Match {
  readonly key: number;
  readonly type: string;
  readonly id: string;
}

/** `_include` and `_revinclude`, one step from the matches (FHIR R4 §3.1.1.5.4); each resource once. */
export function readIncluded(
  context: JournalContext,
  includes: SearchQuery['includes'],
  matches: readonly Match[],
): readonly StoredVersion[] {
  const seen = new Set(matches.map(({ type, id }) => `${type}/${id}`));
  const included: StoredVersion[] = [];
  const add = (row: VersionRow | undefined) => {
    if (row === undefined || row.body === null || seen.has(`${row.type}/${row.id}`)) return;
    if (included.length >= journalLimits.includedResourcesMax) return;
    seen.add(`${row.type}/${row.id}`);
    included.push(storedVersionOf(row));
  };
  for (const include of includes) {
    const type = context.names.findType(include.type);
    const parameter = type === undefined ? undefined : context.names.findParameter(type, include.parameter);
    if (parameter === undefined) continue;
    for (const match of matches) {
      if (include.direction === 'forward') addTargets(context, parameter, match, add);
      else addReferrers(context, parameter, match, add);
    }
  }
  return included;
}

function addTargets(
  { connection, names }: JournalContext,
  parameter: number,
  match: Match,
  add: (row: VersionRow | undefined) => void,
): void {
  for (const { target, type } of connection.all(searchSql.targets, match.key, parameter)) {
    const typeKey = names.findType(type);
    if (typeKey !== undefined) add(connection.one(versionSql.read, typeKey, target));
  }
}

function addReferrers(
  { connection }: JournalContext,
  parameter: number,
  match: Match,
  add: (row: VersionRow | undefined) => void,
): void {
  const rowsMax = journalLimits.includedResourcesMax;
  for (const { resource } of connection.all(searchSql.referrers, parameter, match.id, match.type, rowsMax)) {
    add(connection.one(versionSql.readByResource, resource));
  }
}
