import type { ResourceId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { JournalContext } from '../context.js';
import type { CommitEntry, SearchCriterion, SearchPage, SearchQuery } from '../record-store.js';
import { search } from '../search/search.js';
import type { SearchBehind } from '../search-file/search-behind.js';
import { versionSql } from '../sql/versions.js';
import { bareQuery, type ConditionSearch, foundMax } from './condition-search.js';
import { OwnRows } from './own-rows.js';

/**
 * At a hub, whose index is built behind the commit. While the transaction holds the journal, nothing can be added to it:
 * an index that stands at its head then holds all that was committed (rule J25). What the transaction itself wrote is in
 * no index; it is searched in rows that are made for that alone.
 */
export class SearchBehindConditions implements ConditionSearch {
  readonly #context: JournalContext;
  readonly #behind: SearchBehind;
  readonly #own: OwnRows;

  constructor(context: JournalContext, behind: SearchBehind) {
    this.#context = context;
    this.#behind = behind;
    this.#own = new OwnRows(context);
  }

  prepare(): void {
    this.#own.prepare();
    this.#behind.cursor();
  }

  requireExact(): void {
    const head = this.#context.connection.one(versionSql.newest)?.key ?? 0;
    if (this.#behind.cursor() < head) throw new Problem('index-behind');
  }

  find(query: SearchQuery, written: readonly CommitEntry[]): readonly ResourceId[] {
    if (written.length === 0) return this.#committed(query, foundMax);
    const types = typesOf(query);
    const touching = written.filter((entry) => types.has(keyOf(entry).type));
    if (touching.length === 0) return this.#committed(query, foundMax);
    if (query.clauses.some(isLinked)) {
      // Whose rows the link leads through stand in two places.
      throw new Problem('method-unsupported', 'a condition that leads through what its own transaction writes');
    }
    const ids = new Set(touching.map((entry) => keyOf(entry).id));
    const others = this.#committed(query, foundMax + ids.size).filter((id) => !ids.has(id));
    return [...others, ...this.#own.find(query, touching)].slice(0, foundMax);
  }

  page(query: SearchQuery): SearchPage {
    this.requireExact();
    return this.#behind.read((context) => search(context, query));
  }

  /** Its reader sees what is committed, and nothing of the transaction that is open. */
  #committed(query: SearchQuery, count: number): readonly ResourceId[] {
    return this.#behind.read((context) => search(context, bareQuery(query, count)).versions.map(({ id }) => id));
  }
}

function keyOf(entry: CommitEntry) {
  return entry.verb === 'delete' ? entry.key : entry.resource;
}

function isLinked({ kind }: SearchCriterion): boolean {
  return kind === 'chain' || kind === 'has';
}

/** The types whose resources decide a query. */
function typesOf({ type, clauses }: SearchQuery): ReadonlySet<string> {
  return new Set([type, ...clauses.flatMap(linkedTypes)]);
}

function linkedTypes(criterion: SearchCriterion): readonly string[] {
  if (criterion.kind === 'has') return [criterion.type, ...linkedTypes(criterion.criterion)];
  if (criterion.kind !== 'chain') return [];
  return criterion.through.flatMap((target) => [target.type, ...linkedTypes(target.criterion)]);
}
