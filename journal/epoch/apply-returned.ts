import type { Change } from '../../protocol/change.js';
import { addAudit } from '../audit-log.js';
import { ChangeApplier } from '../change-applier.js';
import type { JournalContext } from '../context.js';
import type { ReturnedBatch } from '../hub-epoch-store.js';
import { rejectCodeOf } from '../poison/dead-letters.js';
import { savepoint, transaction } from '../sqlite/transaction.js';
import { openStream } from '../streams.js';
import type { VersionWriter } from '../version-writer.js';

/**
 * Takes back what this hub once sent and has lost: versions of other sites and its own, under their own ids; what is
 * here already stays as it is (rule S9). Returns how many were new. Nothing is added to the feed that brought them: it is
 * over, and the present one hears of them by the fan-out.
 */
export function applyReturned(context: JournalContext, writer: VersionWriter, command: ReturnedBatch): number {
  const { site, batch, receivedMilliseconds } = command;
  const { epoch, lane, from, to } = batch.header;
  const applier = new ChangeApplier(context, writer);
  transaction(context.connection, () => {
    const stream = openStream(context.connection, { direction: 'dn', site, epoch, lane }).id;
    let group: { readonly change: Change; readonly seq: number }[] = [];
    for (const [index, change] of batch.changes.entries()) {
      group.push({ change, seq: from + index });
      if (!change.groupEnd) continue;
      applyGroup(context, applier, { stream, group, receivedMilliseconds });
      group = [];
    }
    const subject = `dn/${site}/${epoch}/${lane}/${from}-${to}`;
    const audit = { author: 'carnet:sync', action: 'take-back', subject, outcome: 'done' } as const;
    addAudit(context, [audit], receivedMilliseconds);
  });
  const { touched } = applier;
  if (touched.length > 0) context.announce({ source: 'remote', touched });
  return touched.length;
}

interface ReturnedGroup {
  readonly stream: number;
  readonly group: readonly { readonly change: Change; readonly seq: number }[];
  readonly receivedMilliseconds: number;
}

/** A group that cannot be applied is passed over: whoever wrote it has it, and sends it in a log of its own. */
function applyGroup(
  { connection }: JournalContext,
  applier: ChangeApplier,
  { stream, group, receivedMilliseconds }: ReturnedGroup,
): void {
  const within = new Set<string>(group.map(({ change }) => change.changeId));
  const touchedBefore = applier.touched.length;
  const write = () => {
    const checked = group.map(({ change }) => applier.check(change, within));
    let groupStart: number | undefined;
    for (const [index, { change, seq }] of group.entries()) {
      if (checked[index]?.known !== undefined) continue;
      // The stamp that this hub once gave instead of one that it did not believe (rule T3) came back with the change.
      const { mergeStamp } = change;
      const place = { stream, seq, groupStart, receivedMilliseconds, mergeStamp };
      const version = applier.write(change, place, checked[index]);
      groupStart ??= version;
    }
  };
  try {
    savepoint(connection, write);
  } catch (error) {
    if (rejectCodeOf(error) === undefined) throw error;
    applier.touched.length = touchedBefore;
  }
}
