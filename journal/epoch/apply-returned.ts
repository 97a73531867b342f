import type { Change } from '../../protocol/change.js';
import { addAudit } from '../audit-log.js';
import { ChangeApplier } from '../change-applier.js';
import { changeKey } from '../change-key.js';
import type { JournalContext } from '../context.js';
import { FeedWriter } from '../fan-out/feed-writer.js';
import { followersOf } from '../fan-out/followers.js';
import type { ReturnedBatch, TakenBack } from '../hub-epoch-store.js';
import { readNode } from '../node-state.js';
import { rejectCodeOf } from '../poison/dead-letters.js';
import { fanOutSql } from '../sql/fan-out.js';
import { returnedVersionSql } from '../sql/returned-versions.js';
import { versionSql } from '../sql/versions.js';
import { savepoint, transaction } from '../sqlite/transaction.js';
import { openStream } from '../streams.js';
import type { VersionWriter } from '../version-writer.js';

/**
 * Takes back what this hub once sent and has lost: versions of other sites and its own, under their own ids; what is
 * here already stays as it is (rule S9). Nothing is added to the feed that brought them: it is
 * over, and the present one hears of them by the fan-out.
 */
export function applyReturned(context: JournalContext, writer: VersionWriter, command: ReturnedBatch): TakenBack {
  const { site, batch, receivedMilliseconds } = command;
  const { epoch, lane, from, to } = batch.header;
  const applier = new ChangeApplier(context, writer);
  let fed = 0;
  transaction(context.connection, () => {
    const stream = openStream(context.connection, { direction: 'dn', site, epoch, lane }).id;
    let group: { readonly change: Change; readonly seq: number }[] = [];
    for (const [index, change] of batch.changes.entries()) {
      group.push({ change, seq: from + index });
      if (!change.groupEnd) continue;
      applyGroup(context, applier, { stream, group, receivedMilliseconds });
      group = [];
    }
    fed = noteHeld(context, command);
    const subject = `dn/${site}/${epoch}/${lane}/${from}-${to}`;
    const audit = { author: 'carnet:sync', action: 'take-back', subject, outcome: 'done' } as const;
    addAudit(context, [audit], receivedMilliseconds);
  });
  const { touched } = applier;
  if (touched.length > 0) context.announce({ source: 'remote', touched });
  if (fed > 0) context.announce({ source: 'fan-out', touched: [] });
  return { applied: touched.length, fed };
}

/**
 * The site holds what it returned: where that is superseded here already, its feed gets what came after it, for a new
 * interest would begin with the heads.
 */
function noteHeld(context: JournalContext, { site, batch }: ReturnedBatch): number {
  const { connection } = context;
  const feeds = new FeedWriter(context, readNode(connection).epoch);
  const due = new Set<number>();
  for (const { changeId } of batch.changes) {
    const known = connection.one(versionSql.byChange, changeKey(changeId));
    const row = known && connection.one(fanOutSql.receivedOne, known.key);
    if (row === undefined) continue;
    connection.run(returnedVersionSql.add, site, row.key);
    if (row.key !== row.current) for (const key of followersOf(context, row.resource, row.key)) due.add(key);
  }
  for (const key of due) {
    const row = connection.one(fanOutSql.receivedOne, key);
    if (row === undefined) continue;
    feeds.add(site, row);
    feeds.endGroup();
  }
  feeds.finish();
  return due.size;
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
  const touchedBefore = applier.touched.length;
  const write = () => {
    const checked = applier.checkGroup(group.map(({ change }) => change));
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
