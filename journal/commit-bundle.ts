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
  const found = conditionSearch.find(condition.query, written);
  const isSame = found.length === condition.found.length && found.every((id) => condition.found.includes(id));
  if (!isSame) throw new Problem('condition-changed');
}

function announce(context: JournalContext, command: CommitBundle): void {
  const touched = command.entries.map((entry) => {
    if (entry.verb === 'delete') return entry.key;
    const { type, id, filing } = entry.resource;
    return { type, id, ...(filing.patient !== undefined && { patient: filing.patient }) };
  });
  context.announce({ source: 'local', touched });
}
