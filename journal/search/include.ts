import type { FhirObject } from '../../record/resource.js';
import { searchRowsOf } from '../../record/search-rows.js';
import { journalLimits } from '../limits.js';
import type { SearchQuery, StoredVersion } from '../record-store.js';
import { searchSql } from '../sql/search.js';
import type { VersionRow } from '../sql/versions.js';
import { versionSql } from '../sql/versions.js';
import { storedVersionOf } from '../stored-version.js';
import type { SearchContext } from './search-context.js';

/** A match as `_include` follows it. */
export interface Match {
  readonly type: string;
  readonly id: string;
  readonly body: Buffer;
}

/** `_include` and `_revinclude`, one step from the matches (FHIR R4 §3.1.1.5.4); each resource once. */
export function readIncluded(
  context: SearchContext,
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
      if (include.direction === 'reverse') addReferrers(context, parameter, match, add);
      else if (match.type === include.type) addTargets(context, include.parameter, match, add);
    }
  }
  return included;
}

/** What a match points at stands in its body, which is at hand and never behind. */
function addTargets(
  { connection, names }: SearchContext,
  parameter: string,
  match: Match,
  add: (row: VersionRow | undefined) => void,
): void {
  for (const row of searchRowsOf(JSON.parse(match.body.toString('utf8')) as FhirObject)) {
    if (row.kind !== 'reference' || row.parameter !== parameter) continue;
    const typeKey = names.findType(row.type);
    if (typeKey !== undefined) add(connection.one(versionSql.read, typeKey, row.id));
  }
}

function addReferrers(
  { connection, behind }: SearchContext,
  parameter: number,
  match: Match,
  add: (row: VersionRow | undefined) => void,
): void {
  const rowsMax = journalLimits.includedResourcesMax;
  const referrers = behind ? searchSql.freshReferrers : searchSql.referrers;
  for (const { resource } of connection.all(referrers, parameter, match.id, match.type, rowsMax)) {
    add(connection.one(versionSql.readByResource, resource));
  }
}
