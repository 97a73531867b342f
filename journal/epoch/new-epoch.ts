import { cursorStart, nextChain } from '../../protocol/change.js';
import type { LaneCursor } from '../../protocol/control/durability.js';
import { cursorOf } from '../../protocol/epoch/cursors.js';
import type { Fork } from '../../protocol/epoch/fork.js';
import { type Lane, lanes } from '../../protocol/lane.js';
import { addAudit } from '../audit-log.js';
import type { JournalContext } from '../context.js';
import { readNode } from '../node-state.js';
import type { NewEpoch } from '../site-epoch-store.js';
import { type EpochStreamRow, epochSql } from '../sql/epochs.js';
import { nodeSql } from '../sql/node.js';
import { runSql } from '../sql/runs.js';
import { entrySql, streamSql } from '../sql/streams.js';
import { transaction } from '../sqlite/transaction.js';
import { changeOf } from '../stored-version.js';
import { openStream } from '../streams.js';
import { chainAtOf } from './chain-at.js';

/** Entries that are read at a time. */
const entriesMax = 500;

/** See {@link NewEpoch}; one transaction. */
export function newEpoch(context: JournalContext, command: NewEpoch): { readonly epoch: number; readonly fork: Fork } {
  const { connection, site } = context;
  const taken = transaction(connection, () => {
    const node = readNode(connection);
    const epoch = Math.max(node.epoch, command.above) + 1;
    const log = new NextLog(context, epoch);
    for (const stream of connection.all(epochSql.streams, 'up', site)) {
      log.takeTail(stream, heldSeq(stream, command));
    }
    const { from, reason } = command;
    for (const lane of lanes) {
      const { seq, chain } = cursorOf(from.cursors, { direction: 'up', site, epoch: from.epoch, lane });
      connection.run(epochSql.addFork, epoch, lane, from.epoch, reason, seq, chain);
    }
    connection.run(nodeSql.setEpochs, epoch, node.hubEpoch);
    const audit = { author: 'carnet:sync', action: 'epoch', subject: `${site}/${epoch}`, outcome: 'done' } as const;
    addAudit(context, [audit], context.now());
    return { epoch, fork: { fromEpoch: from.epoch, reason, cursors: from.cursors } };
  });
  context.announce({ source: 'receipt', touched: [] });
  return taken;
}

/** How far the hub holds a log: what was common, nothing of later epochs, and all of those that were left before. */
function heldSeq(stream: EpochStreamRow, { from }: NewEpoch): number {
  if (stream.epoch > from.epoch) return 0;
  const cursor = stream.epoch === from.epoch ? from.cursors.find(({ lane }) => lane === stream.lane) : undefined;
  return Math.min(stream.seq, cursor?.seq ?? (stream.epoch === from.epoch ? 0 : stream.durableSeq));
}

/** The log of a new epoch, made from what the hub lacks of the earlier ones. */
class NextLog {
  readonly #context: JournalContext;
  readonly #epoch: number;

  constructor(context: JournalContext, epoch: number) {
    this.#context = context;
    this.#epoch = epoch;
  }

  /** What stands beyond `heldSeq` in an earlier log is entered here; that log ends there. */
  takeTail(stream: EpochStreamRow, heldSeq: number): void {
    const { connection, site } = this.#context;
    if (heldSeq < stream.seq) {
      this.#enterAgain(stream, heldSeq);
      const scope = { direction: 'up', site, epoch: stream.epoch, lane: stream.lane as Lane } as const;
      const chain = heldSeq === 0 ? cursorStart(scope).chain : chainAtOf(connection)(scope, heldSeq);
      connection.run(streamSql.move, heldSeq, chain ?? cursorStart(scope).chain, stream.id);
      connection.run(epochSql.removeEntries, stream.id, heldSeq);
    }
    connection.run(epochSql.setDurable, heldSeq, heldSeq, stream.id);
    connection.run(epochSql.removeReceipts, stream.id, heldSeq);
  }

  #enterAgain(stream: EpochStreamRow, heldSeq: number): void {
    const { connection, site } = this.#context;
    const target = openStream(connection, {
      ...{ direction: 'up', site, epoch: this.#epoch, lane: stream.lane as Lane },
    });
    let { seq, chain } = target;
    let after = heldSeq;
    for (;;) {
      const rows = connection.all(runSql.after, stream.id, after, entriesMax);
      for (const row of rows) {
        seq += 1;
        chain = nextChain(chain, changeOf(row, row.groupEnd === 1));
        connection.run(entrySql.add, target.id, seq, row.key, chain, row.groupEnd);
        connection.run(epochSql.placeVersion, target.id, seq, row.key);
        after = row.seq;
      }
      if (rows.length < entriesMax) break;
    }
    connection.run(streamSql.move, seq, chain, target.id);
  }
}

/** How an epoch of this site began; `undefined` for the first one. */
export function readFork(context: JournalContext, epoch: number): Fork | undefined {
  const rows = context.connection.all(epochSql.forkOf, epoch);
  const [first] = rows;
  if (first === undefined) return undefined;
  const cursors = rows.map(({ lane, seq, chain }): LaneCursor => ({ lane: lane as Lane, seq, chain }));
  const reason = first.reason === 'forked' ? 'forked' : 'restored';
  return { fromEpoch: first.fromEpoch, reason, cursors: cursors.filter(({ seq }) => seq > 0) };
}
