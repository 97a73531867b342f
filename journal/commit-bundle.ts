import { limits } from '../protocol/limits.js';
import { Problem } from '../protocol/problem.js';
import type { JournalContext } from './context.js';
import { GroupWriter } from './group-writer.js';
import type { CommitBundle, StoredVersion } from './record-store.js';
import { transaction } from './sqlite/transaction.js';
import type { VersionWriter } from './version-writer.js';

/**
 * A local write: record, history, search rows, change row, audit row and the clock's mark in one transaction with fsync
 * (rules W1, J1). Returns after the commit.
 */
export function commitBundle(
  context: JournalContext,
  writer: VersionWriter,
  command: CommitBundle,
): readonly StoredVersion[] {
  if (command.entries.length > limits.bundleEntriesMax) throw new Problem('too-large', 'too many entries');
  const now = context.now();
  const versions = transaction(context.connection, () => {
    const group = new GroupWriter(context, writer, command, now);
    const written = command.entries.map((entry) => group.add(entry));
    group.finish();
    return written;
  });
  announce(context, command);
  return versions;
}

function announce(context: JournalContext, command: CommitBundle): void {
  const touched = command.entries.map((entry) => {
    if (entry.verb === 'delete') return entry.key;
    const { type, id, filing } = entry.resource;
    return { type, id, ...(filing.patient !== undefined && { patient: filing.patient }) };
  });
  context.announce({ source: 'local', touched });
}
