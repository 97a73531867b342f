import type { FhirObject } from '../../record/resource.js';
import { answeredBy } from '../../record/search-answered-by.js';
import { searchRowsOf } from '../../record/search-rows.js';
import { journalLimits } from '../limits.js';
import type { SearchInclude, SearchPage, SearchQuery } from '../record-store.js';
import { searchSql } from '../sql/search.js';
import type { ShownRow } from '../sql/versions.js';
import { versionSql } from '../sql/versions.js';
import { storedVersionOf } from '../stored-version.js';
import { Hiding } from './hidden.js';
import { rowsReadBy } from './rows-read.js';
import type { SearchContext } from './search-context.js';

/** A resource that includes start from. */
type Found = ShownRow & { readonly body: Buffer };

/**
 * `_include` and `_revinclude` (FHIR R4 §3.1.1.5.3): one step from the matches, and for those that iterate on from what
 * was included; each resource once, up to a bound.
 */
export function readIncluded(
  context: SearchContext,
  query: SearchQuery,
  matches: readonly Found[],
): Pick<SearchPage, 'included' | 'includedInPart'> {
  const gathering = new Gathering(query, matches);
  let from: readonly Found[] = matches;
  let { includes } = query;
  while (includes.length > 0 && from.length > 0 && !gathering.isFull) {
    const before = gathering.found.length;
    for (const found of from) follow(context, includes, found, gathering);
    from = gathering.found.slice(before);
    includes = includes.filter(({ iterate }) => iterate);
  }
  return { included: gathering.found.map(storedVersionOf), includedInPart: gathering.isFull };
}

/** What was included so far. */
class Gathering {
  readonly found: Found[] = [];
  /** Whether something was left out because of a bound. */
  isFull = false;
  readonly #types: ReadonlySet<string> | undefined;
  readonly #hiding: Hiding;
  readonly #seen: Set<string>;
  #bytes = 0;

  constructor(query: SearchQuery, matches: readonly Found[]) {
    this.#types = query.includedTypes;
    this.#hiding = new Hiding(query);
    this.#seen = new Set(matches.map(({ type, id }) => `${type}/${id}`));
  }

  /** Whether a resource is still to be read: not there, of a type that may be. */
  wants(type: string, id: string): boolean {
    return !this.isFull && !this.#seen.has(`${type}/${id}`) && this.#types?.has(type) !== false;
  }

  add(context: SearchContext, row: ShownRow | undefined): void {
    if (row === undefined || row.body === null || !this.wants(row.type, row.id)) return;
    if (this.#hiding.hides(context, row)) return;
    this.#bytes += row.body.length;
    const { includedResourcesMax, includedBytesMax } = journalLimits;
    this.isFull = this.found.length >= includedResourcesMax || this.#bytes > includedBytesMax;
    if (this.isFull) return;
    this.#seen.add(`${row.type}/${row.id}`);
    this.found.push({ ...row, body: row.body });
  }
}

function follow(context: SearchContext, includes: readonly SearchInclude[], found: Found, gathering: Gathering): void {
  const forward = includes.filter(
    (include) => include.direction === 'forward' && (include.type === undefined || include.type === found.type),
  );
  if (forward.length > 0) addTargets(context, forward, found, gathering);
  for (const include of includes) {
    if (include.direction === 'forward' || gathering.isFull) continue;
    if (include.target === undefined || include.target === found.type) addReferrers(context, include, found, gathering);
  }
}

/** What a resource points at stands in its body, which is at hand and never behind. */
function addTargets(
  context: SearchContext,
  includes: readonly SearchInclude[],
  found: Found,
  gathering: Gathering,
): void {
  const { connection, names } = context;
  const asked = includes.map(({ parameter, target }) => ({
    target,
    ...(parameter !== undefined && answeredBy(found.type, parameter)),
  }));
  for (const row of searchRowsOf(JSON.parse(found.body.toString('utf8')) as FhirObject)) {
    if (row.kind !== 'reference' || !gathering.wants(row.type, row.id)) continue;
    const isAsked = asked.some(
      ({ target, parameters, only = target }) =>
        parameters?.includes(row.parameter) !== false &&
        (target === undefined || target === row.type) &&
        (only === undefined || only === row.type),
    );
    const type = isAsked ? names.findType(row.type) : undefined;
    if (type !== undefined) gathering.add(context, connection.one(versionSql.read, type, row.id));
  }
}

function addReferrers(
  context: SearchContext,
  { type, parameter: name }: SearchInclude & { readonly direction: 'reverse' },
  found: Found,
  gathering: Gathering,
): void {
  const { connection, names, behind } = context;
  const typeKey = names.findType(type);
  if (typeKey === undefined) return;
  const { parameters, only = found.type } = rowsReadBy({ names }, type, typeKey, { parameter: name });
  if (only !== found.type) return;
  // Those of them that are here already count, and one more than fits says that not all do.
  const rowsMax = 2 * journalLimits.includedResourcesMax;
  const referrers = behind ? searchSql.freshReferrers : searchSql.referrers;
  for (const parameter of parameters) {
    for (const { resource } of connection.all(referrers, parameter, found.id, found.type, rowsMax)) {
      gathering.add(context, connection.one(versionSql.readByResource, resource));
    }
  }
}
