import type { ResourceId } from '../protocol/ids.js';
import { limits } from '../protocol/limits.js';
import { Problem } from '../protocol/problem.js';
import type { ConditionSearch } from './conditions/condition-search.js';
import type { JournalContext } from './context.js';
import { GroupWriter } from './group-writer.js';
import { journalLimits } from './limits.js';
import type { CommitBundle, CommitCondition, CommitEntry, SearchQuery, StoredVersion } from './record-store.js';
import { rolledBack, savepoint, transaction } from './sqlite/transaction.js';
import type { VersionWriter } from './version-writer.js';

/** A local write that waits for its commit. */
interface Waiting {
  readonly command: CommitBundle;
  readonly resolve: (versions: readonly StoredVersion[]) => void;
  readonly reject: (error: unknown) => void;
}

/** What became of a write in the transaction that it shares. */
type Outcome = { readonly versions: readonly StoredVersion[] } | { readonly error: unknown };

/**
 * Local writes: record, history, search rows, change row, audit row and the clock's mark in one transaction with fsync
 * (rules W1, J1), if the conditions that each was decided by still hold. Those that came together share the transaction,
 * and its fsync, which takes longer than all else of a write; one that fails takes back no other.
 */
export class LocalCommits {
  readonly #context: JournalContext;
  readonly #writer: VersionWriter;
  readonly #conditionSearch: ConditionSearch;
  #waiting: Waiting[] = [];

  constructor(context: JournalContext, writer: VersionWriter, conditionSearch: ConditionSearch) {
    this.#context = context;
    this.#writer = writer;
    this.#conditionSearch = conditionSearch;
  }

  /** Resolves after the commit. @throws Problem of this write alone, or of the transaction */
  commit(command: CommitBundle): Promise<readonly StoredVersion[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ command, resolve, reject });
      if (this.#waiting.length === 1) this.#context.soon(() => this.#turn());
    });
  }

  /** Commits what waits, as before the journal is closed. */
  flush(): void {
    while (this.#waiting.length > 0) this.#commitTogether(this.#takeTogether());
  }

  /** One transaction, then others have their turn. */
  #turn(): void {
    if (this.#waiting.length === 0) return;
    this.#commitTogether(this.#takeTogether());
    if (this.#waiting.length > 0) this.#context.soon(() => this.#turn());
  }

  /** As many of those that wait as a transaction of bounded length holds. */
  #takeTogether(): readonly Waiting[] {
    let entries = 0;
    const end = this.#waiting.findIndex(({ command }, index) => {
      entries += command.entries.length;
      return index > 0 && entries > journalLimits.commitEntriesMax;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
  }

  #commitTogether(together: readonly Waiting[]): void {
    let outcomes: readonly Outcome[];
    try {
      if (together.some(({ command }) => command.conditions !== undefined)) this.#conditionSearch.prepare();
      outcomes = transaction(this.#context.connection, () => together.map(({ command }) => this.#try(command)));
    } catch (error) {
      for (const { reject } of together) reject(error);
      return;
    }
    for (const [index, { command, resolve, reject }] of together.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined || 'error' in outcome) reject(outcome?.error);
      else {
        announce(this.#context, command);
        resolve(outcome.versions);
      }
    }
  }

  #try(command: CommitBundle): Outcome {
    const { connection } = this.#context;
    try {
      return { versions: savepoint(connection, () => this.#write(command)) };
    } catch (error) {
      // After some errors SQLite takes back the whole transaction; then nothing of it is good.
      if (connection.failed || !connection.inTransaction) throw error;
      return { error };
    }
  }

  #write(command: CommitBundle): readonly StoredVersion[] {
    const { conditions = [], entries } = command;
    if (entries.length > limits.bundleEntriesMax) throw new Problem('too-large', 'too many entries');
    const requireConditions = (when: CommitCondition['when'], written: readonly CommitEntry[]) => {
      for (const condition of conditions) {
        if (condition.when === when) requireSame(this.#conditionSearch, condition, written);
      }
    };
    if (conditions.length > 0) this.#conditionSearch.requireExact();
    requireConditions('before', []);
    const written = write(this.#context, this.#writer, command);
    requireConditions('after', entries);
    return written;
  }
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
