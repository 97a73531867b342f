import { encodeBatch } from '../protocol/batch.js';
import { hubCode } from '../protocol/ids.js';
import { limits } from '../protocol/limits.js';
import { Problem, type ProblemCode } from '../protocol/problem.js';
import { admitBatch } from '../protocol/receiver.js';
import { addAudit } from './audit-log.js';
import { BatchApplier, type Manner } from './batch-applier.js';
import type { JournalContext } from './context.js';
import { asMayBeKept } from './erasure/set-aside.js';
import { journalLimits } from './limits.js';
import { clockOf, keepClock, readNode } from './node-state.js';
import { type Untold, untoldOf } from './poison/dead-letters.js';
import { earlierFeedSql } from './sql/earlier-feeds.js';
import { fleetSql } from './sql/fleet.js';
import type { NodeRow } from './sql/node.js';
import { nodeSql } from './sql/node.js';
import { type StreamRow, streamSql } from './sql/streams.js';
import { savepoint, transaction } from './sqlite/transaction.js';
import { findStream, openStream, streamsOf } from './streams.js';
import type { ApplyBatch, ApplyOutcome, Commit } from './sync-store.js';
import type { VersionWriter } from './version-writer.js';

/** What makes the whole transaction fail, not only the batch that met it. */
const fatal: ReadonlySet<ProblemCode> = new Set(['disk-full', 'disk-failed', 'database-corrupt', 'folder-in-use']);

/** Applies batches from a peer: one transaction and one fsync for all, a savepoint for each (rules S6, S9, J1). */
export function applyBatches(
  context: JournalContext,
  writer: VersionWriter,
  commands: readonly ApplyBatch[],
): readonly ApplyOutcome[] {
  const touched: Commit['touched'][number][] = [];
  const outcomes = transaction(context.connection, () =>
    commands.map((command) => {
      const apply = (manner: Manner) =>
        savepoint(context.connection, () => applyOne(context, writer, command, touched, manner));
      const quick = problemIn(() => apply('quick'));
      // One record may be to blame: the others of the batch must not wait for it.
      const done = quick instanceof Problem && quick.code === 'internal' ? problemIn(() => apply('careful')) : quick;
      return done instanceof Problem ? refused(context, command, done) : done;
    }),
  );
  if (touched.length > 0) context.announce({ source: 'remote', touched });
  return outcomes;
}

/** What `apply` gives, or the problem that it met; what makes the whole transaction fail is thrown on. */
function problemIn(apply: () => ApplyOutcome): ApplyOutcome | Problem {
  try {
    return apply();
  } catch (error) {
    const problem = error instanceof Problem ? error : new Problem('internal', '', [], { cause: error });
    if (fatal.has(problem.code)) throw problem;
    return problem;
  }
}

function applyOne(
  context: JournalContext,
  writer: VersionWriter,
  command: ApplyBatch,
  touched: Commit['touched'][number][],
  manner: Manner,
): ApplyOutcome {
  const { connection } = context;
  const { batch, log } = command;
  const node = agreeOnEpoch(context, command);
  const stream = openStream(connection, { ...log, lane: batch.header.lane });
  const admission = admitBatch(stream, batch, (seq) => connection.one(streamSql.chainAt, stream.id, seq)?.chain);
  switch (admission.kind) {
    case 'gap':
      throw new Problem('batch-gap');
    case 'fork':
      setAside(context, stream, command);
      return { ...outcomeAt(command, stream), problem: new Problem('batch-fork') };
    case 'duplicate':
      return outcomeAt(command, stream, 0, untoldOf(connection, stream.id));
    case 'apply': {
      const applier = new BatchApplier(context, writer, stream, command, manner);
      const done = applier.apply(admission.skip, clockOf(node));
      keepClock(connection, node, done.clock);
      if (command.seal !== undefined) connection.run(earlierFeedSql.addSeal, stream.id, done.seq, command.seal);
      const subject = `${log.direction}/${log.site}/${log.epoch}/${batch.header.lane}/${batch.header.from}-${batch.header.to}`;
      const audit = { author: 'carnet:sync', action: 'apply', subject, outcome: 'done' } as const;
      addAudit(context, [audit], command.receivedMilliseconds);
      touched.push(...done.touched);
      const reached = { ...stream, seq: done.seq, chain: done.chain };
      return {
        ...outcomeAt(command, reached, done.applied, untoldOf(connection, stream.id)),
        ...(done.rejects.length > 0 && { setAside: done.rejects }),
        ...(done.aheadMilliseconds > 0 && { aheadMilliseconds: done.aheadMilliseconds }),
      };
    }
  }
}

/** Who may write which log here, and under which epoch (rules E1, S12). */
function agreeOnEpoch(context: JournalContext, { log, batch }: ApplyBatch): NodeRow {
  const node = readNode(context.connection);
  const origin = log.direction === 'up' ? log.site : hubCode;
  const direction = context.role === 'hub' ? 'up' : 'dn';
  if (log.direction !== direction || batch.header.origin !== origin) throw new Problem('scope-forged');
  if (context.role === 'site' && log.site !== context.site) throw new Problem('scope-forged');
  if (log.direction === 'up' && batch.changes.some((change) => change.origin !== log.site)) {
    throw new Problem('scope-forged', 'a change of another origin');
  }
  if (batch.header.epoch !== log.epoch || log.epoch !== agreedEpoch(context, node, log)) {
    throw new Problem('epoch-unknown');
  }
  return node;
}

function agreedEpoch(context: JournalContext, node: NodeRow, log: ApplyBatch['log']): number | undefined {
  if (context.role === 'hub') return context.connection.one(fleetSql.epochOf, log.site)?.epoch;
  // The first contact: the site has heard of no hub epoch yet.
  if (node.hubEpoch === 0) context.connection.run(nodeSql.setEpochs, node.epoch, log.epoch);
  return node.hubEpoch === 0 ? log.epoch : node.hubEpoch;
}

/** Kept as it came, for a person to look at; the same batch again adds nothing, and nobody fills the disk that way. */
function setAside(context: JournalContext, stream: StreamRow, command: ApplyBatch): void {
  const kept = context.connection.one(streamSql.countQuarantined, stream.id)?.count ?? 0;
  if (kept >= journalLimits.quarantinedBatchesMax) return;
  const { header } = command.batch;
  const changes = command.batch.changes.map((change) => asMayBeKept(context, change));
  const bytes = encodeBatch({ ...header, dictionary: 0 }, changes, new Map());
  const received = Math.floor(command.receivedMilliseconds);
  context.connection.run(
    streamSql.addQuarantine,
    ...[stream.id, header.from, header.to, header.chainAfter, received, bytes],
  );
}

function refused(context: JournalContext, command: ApplyBatch, problem: Problem): ApplyOutcome {
  const lane = command.batch.header.lane;
  const row = findStream(context.connection, { ...command.log, lane });
  const start = streamsOf(context.connection, command.log).find((stream) => stream.lane === lane);
  const chain = row?.chain ?? start?.chain ?? new Uint8Array(32);
  return { ...outcomeAt(command, { seq: row?.seq ?? 0, chain, safeSeq: row?.safeSeq ?? 0 }), problem };
}

function outcomeAt(
  command: ApplyBatch,
  stream: Pick<StreamRow, 'seq' | 'chain' | 'safeSeq'>,
  applied = 0,
  { rejects, mended }: Untold = { rejects: [], mended: [] },
): ApplyOutcome {
  const durable = { seq: stream.seq, chain: stream.chain };
  const { lane } = command.batch.header;
  const durability = { lane, durable, safeSeq: stream.safeSeq, creditBytes: limits.creditBytesMax };
  return { durability, applied, rejects, ...(mended.length > 0 && { mended }) };
}
