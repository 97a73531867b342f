import type { ResourceId } from '../protocol/ids.js';
import { limits } from '../protocol/limits.js';
import { Problem } from '../protocol/problem.js';
import type { ConditionSearch } from './conditions/condition-search.js';
import type { JournalContext } from './context.js';
import { GroupWriter } from './group-writer.js';
import type { CommitBundle, CommitCondition, CommitEntry, SearchQuery, StoredVersion } from './record-store.js';
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
  conditionSearch: ConditionSearch,
): readonly StoredVersion[] {
  if (command.entries.length > limits.bundleEntriesMax) throw new Problem('too-large', 'too many entries');
  const { conditions = [] } = command;
  const requireConditions = (when: CommitCondition['when'], written: readonly CommitEntry[]) => {
    for (const condition of conditions) if (condition.when === when) requireSame(conditionSearch, condition, written);
  };
  if (conditions.length > 0) conditionSearch.prepare();
  const versions = transaction(context.connection, () => {
    if (conditions.length > 0) conditionSearch.requireExact();
    requireConditions('before', []);
    const written = write(context, writer, command);
    requireConditions('after', command.entries);
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
  conditionSearch: ConditionSearch,
): readonly (readonly ResourceId[])[] {
  const { entries } = command;
  const findAll = () => queries.map((query) => conditionSearch.find(query, entries));
  conditionSearch.prepare();
  if (entries.length === 0) {
    conditionSearch.requireExact();
    return findAll();
  }
  return rolledBack(context.connection, () => {
    conditionSearch.requireExact();
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

/** @throws Problem `condition-changed`: somebody wrote since the condition was looked at */
function requireSame(
  conditionSearch: ConditionSearch,
  condition: CommitCondition,
  written: readonly CommitEntry[],
): void {
<<<<<<< HEAD
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
=======
  const found = conditionSearch.find(condition.query, written);
  const isSame = found.length === condition.found.length && found.every((id) => condition.found.includes(id));
  if (!isSame) throw new Problem('condition-changed');
>>>>>>> eb7c6b1 (Decide conditional requests at the hub, by an index that stands at the head of the journal inside the transaction that writes; say what an export holds of attachments; tests of cuts by a full disk, kills and beside the ward)
}

function announce(context: JournalContext, command: CommitBundle): void {
  const touched = command.entries.map((entry) => {
    if (entry.verb === 'delete') return entry.key;
    const { type, id, filing } = entry.resource;
    return { type, id, ...(filing.patient !== undefined && { patient: filing.patient }) };
  });
  context.announce({ source: 'local', touched });
}
