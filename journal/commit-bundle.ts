import type { ResourceId, ResourceType } from '../protocol/ids.js';
import { limits } from '../protocol/limits.js';
import { Problem } from '../protocol/problem.js';
import type { JournalContext } from './context.js';
import { GroupWriter } from './group-writer.js';
import type { CommitBundle, CommitCondition, SearchCriterion, SearchQuery, StoredVersion } from './record-store.js';
import { search } from './search/search.js';
import { rolledBack, transaction } from './sqlite/transaction.js';
import type { VersionWriter } from './version-writer.js';

/**
 * A local write: record, history, search rows, change row, audit row and the clock's mark in one transaction with fsync
 * (rules W1, J1), if the conditions that it was decided by still hold. Returns after the commit.
 */
export function commitBundle(
  context: JournalContext,
  writer: VersionWriter,
  command: CommitBundle,
): readonly StoredVersion[] {
  if (command.entries.length > limits.bundleEntriesMax) throw new Problem('too-large', 'too many entries');
  const { conditions = [] } = command;
  if (conditions.length > 0) requireExactSearch(context);
  const versions = transaction(context.connection, () => {
    requireConditions(context, conditions, 'before');
    const written = write(context, writer, command);
    requireConditions(context, conditions, 'after');
    return written;
  });
  announce(context, command);
  return versions;
}

/** What the queries would find once the entries were written; nothing stays written. */
export function rehearse(
  context: JournalContext,
  writer: VersionWriter,
  command: CommitBundle,
  queries: readonly SearchQuery[],
): readonly (readonly ResourceId[])[] {
  requireExactSearch(context);
  const findAll = () => queries.map((query) => findIds(context, query));
  if (command.entries.length === 0) return findAll();
  return rolledBack(context.connection, () => {
    write(context, writer, command);
    return findAll();
  });
}

function write(context: JournalContext, writer: VersionWriter, command: CommitBundle): readonly StoredVersion[] {
  const group = new GroupWriter(context, writer, command, context.now());
  const written = command.entries.map((entry) => group.add(entry));
  group.finish();
  return written;
}

/** @throws Problem `condition-changed`: somebody wrote since the conditions were looked at */
function requireConditions(
  context: JournalContext,
  conditions: readonly CommitCondition[],
  when: CommitCondition['when'],
): void {
  for (const condition of conditions) {
    if (condition.when !== when) continue;
    const found = findIds(context, condition.query);
    const isSame = found.length === condition.found.length && found.every((id) => condition.found.includes(id));
    if (!isSame) throw new Problem('condition-changed');
  }
}

/** Two are enough to know that a condition is not met by one. */
function findIds(context: JournalContext, query: SearchQuery): readonly ResourceId[] {
  requireWholeIndex(context, query);
  const { cursor: _, sort: __, ...criteria } = query;
  const asked = { ...criteria, count: 2, total: false, includes: [] };
  return search({ ...context, behind: false }, asked).versions.map(({ id }) => id);
}

/**
 * Rule J21: what an earlier program did not index yet must not look as if it were not there.
 * @throws Problem `index-rebuilding`
 */
function requireWholeIndex(context: JournalContext, { type, clauses }: SearchQuery): void {
  if (context.searchRebuild === undefined || context.searchRebuild.waitingVersions === 0) return;
  if (!clauses.every((criterion) => isWhole(context, type, criterion))) throw new Problem('index-rebuilding');
}

/** Whether all that a criterion asks for was indexed by the earlier program too. */
function isWhole(context: JournalContext, type: ResourceType, criterion: SearchCriterion): boolean {
  const { names, searchRebuild } = context;
  const { kind, parameter } = criterion;
  const parts = ('unionOf' in criterion && criterion.unionOf) || [parameter];
  if (kind === 'id' || kind === 'lastUpdated') return true;
  const typeKey = names.findType(kind === 'has' ? criterion.type : type);
  // Nothing of the type was ever here.
  if (typeKey === undefined) return true;
  if (parts.some((part) => searchRebuild?.isWhole(names.findParameter(typeKey, part)) === false)) return false;
  if (kind === 'has') return isWhole(context, criterion.type, criterion.criterion);
  return kind !== 'chain' || criterion.through.every((target) => isWhole(context, target.type, target.criterion));
}

/** Rule J5: an index that is built behind the commit decides nothing. */
function requireExactSearch(context: JournalContext): void {
  if (context.searchBehind === undefined) return;
  throw new Problem('method-unsupported', 'conditional requests, where searches follow behind the writes');
}

function announce(context: JournalContext, command: CommitBundle): void {
  const touched = command.entries.map((entry) => {
    if (entry.verb === 'delete') return entry.key;
    const { type, id, filing } = entry.resource;
    return { type, id, ...(filing.patient !== undefined && { patient: filing.patient }) };
  });
  context.announce({ source: 'local', touched });
}
