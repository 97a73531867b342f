import { Buffer } from 'node:buffer';
import { type Change, nextChain } from '../protocol/change.js';
import { type ClockStamp, compareStamps, tick } from '../protocol/clock.js';
import type { ChangeId } from '../protocol/ids.js';
import { type Lane, lane as laneNames } from '../protocol/lane.js';
import { limits } from '../protocol/limits.js';
import { Problem } from '../protocol/problem.js';
import type { ParsedResource } from '../record/resource.js';
import { addAudit } from './audit-log.js';
import { changeIdOf, changeIdsOf } from './change-key.js';
import type { JournalContext } from './context.js';
import { clockOf, keepClock, readNode } from './node-state.js';
import type { AuditEntry, CommitBundle, CommitEntry, StoredVersion } from './record-store.js';
import { entrySql, streamSql } from './sql/streams.js';
import { type CurrentRow, versionSql } from './sql/versions.js';
import { storedVersionOf } from './stored-version.js';
import { openStream } from './streams.js';
import { versionToken } from './version-token.js';
import type { VersionWriter } from './version-writer.js';

/** Writes the entries of one command as one group of one lane (rule S8); the caller holds the transaction. */
export class GroupWriter {
  readonly #context: JournalContext;
  readonly #writer: VersionWriter;
  readonly #author: string;
  readonly #now: number;
  readonly #node;
  readonly #stream;
  readonly #audit: AuditEntry[];
  #clock: ClockStamp;
  #seq: number;
  #chain: Uint8Array;
  #groupStart: number | undefined;

  constructor(context: JournalContext, writer: VersionWriter, command: CommitBundle, now: number) {
    this.#context = context;
    this.#writer = writer;
    this.#author = command.author;
    this.#audit = (command.notes ?? []).map((note) => ({ ...note, author: command.author }));
    this.#now = now;
    this.#node = readNode(context.connection);
    this.#clock = clockOf(this.#node);
    const lane = laneOfGroup(context, writer, command.entries);
    this.#stream = openStream(context.connection, {
      direction: 'up',
      site: context.site,
      epoch: this.#node.epoch,
      lane,
    });
    this.#seq = this.#stream.seq;
    this.#chain = this.#stream.chain;
  }

  add(entry: CommitEntry): StoredVersion {
    const key = entry.verb === 'delete' ? entry.key : entry.resource;
    const current = this.#writer.current(key.type, key.id);
    checkEntry(entry, current);
    if (entry.verb !== 'delete') this.#requireOpen(entry.resource);
    if (entry.verb === 'delete' && current?.deleted === 1 && current.heads === null) return this.#unchanged(current);
    const change = this.#changeOf(entry, current);
    this.#seq += 1;
    this.#chain = nextChain(this.#chain, change);
    const place = { stream: this.#stream.id, seq: this.#seq, groupStart: this.#groupStart };
    const filing = entry.verb === 'delete' ? undefined : entry.resource.filing;
    const { version } = this.#writer.write({ change, ...place, receivedMilliseconds: this.#now, filing }, current);
    this.#groupStart ??= version;
    this.#context.connection.run(entrySql.add, this.#stream.id, this.#seq, version, this.#chain, 0);
    const action = entry.verb === 'update' && current === undefined ? 'create' : entry.verb;
    this.#audit.push({ author: this.#author, action, subject: `${key.type}/${key.id}`, outcome: 'done' });
    return {
      ...{ type: key.type, id: key.id, versionId: change.changeId, deleted: entry.verb === 'delete' },
      lastUpdatedMilliseconds: change.stamp.milliseconds,
      isFirst: change.predecessors.length === 0,
      body: entry.verb === 'delete' ? '' : entry.resource.body,
      ...{ author: this.#author, origin: this.#context.site },
    };
  }

  /** What was erased is closed for good (rule W12). */
  #requireOpen({ type, id, filing }: ParsedResource): void {
    if (this.#context.closedIds.has(type, id, filing.patient)) throw new Problem('erased');
  }

  finish(): void {
    if (this.#seq === this.#stream.seq) return;
    const { connection } = this.#context;
    connection.run(streamSql.endGroup, this.#stream.id, this.#seq);
    connection.run(streamSql.move, this.#seq, this.#chain, this.#stream.id);
    keepClock(connection, this.#node, this.#clock);
    addAudit(this.#context, this.#audit, this.#now);
  }

  #changeOf(entry: CommitEntry, current: CurrentRow | undefined): Change {
    const key = entry.verb === 'delete' ? entry.key : entry.resource;
    return {
      changeId: this.#context.newChangeId(),
      method: entry.verb === 'delete' ? 'delete' : 'put',
      type: key.type,
      resourceId: key.id,
      predecessors: current === undefined ? [] : headsIn(current),
      author: this.#author,
      origin: this.#context.site,
      stamp: this.#stampAfter(current),
      body: entry.verb === 'delete' ? Buffer.alloc(0) : Buffer.from(entry.resource.body, 'utf8'),
      groupEnd: false,
    };
  }

  /** The next tick, or right after the predecessor when that one is ahead of this clock (rule M2). */
  #stampAfter(current: CurrentRow | undefined): ClockStamp {
    const now = this.#context.stampTime.correct(this.#now);
    this.#clock = tick(this.#clock, now);
    if (current === undefined) return this.#clock;
    const predecessor = { milliseconds: current.stampMilliseconds, counter: current.stampCounter };
    return compareStamps(this.#clock, predecessor) > 0 ? this.#clock : tick(predecessor, now);
  }

  #unchanged(current: CurrentRow): StoredVersion {
    const row = this.#context.connection.one(versionSql.readOne, current.changeId);
    if (row === undefined) throw new Problem('database-corrupt', 'a current version is missing');
    return storedVersionOf(row);
  }
}

/** What a new version follows: all heads there are, so that it stands alone (rule M13). */
function headsIn({ changeId, heads }: CurrentRow): readonly ChangeId[] {
  return heads === null ? [changeIdOf(changeId)] : changeIdsOf(heads).slice(0, limits.predecessorsMax);
}

/** The preconditions of an entry (rule W5). */
function checkEntry(entry: CommitEntry, current: CurrentRow | undefined): void {
  if (entry.verb === 'create') {
    if (current !== undefined && current.deleted === 0) throw new Problem('already-exists');
    return;
  }
  const token = current === undefined ? '' : versionToken(current.changeId, current.heads);
  if (entry.ifMatch !== undefined && token !== entry.ifMatch) throw new Problem('version-conflict');
  if (entry.madeOf !== undefined && token !== entry.madeOf) throw new Problem('condition-changed');
  if (entry.verb === 'delete' && current === undefined) throw new Problem('not-found');
}

/** The most urgent lane of the entries; a deletion goes the way that the version before it came. */
function laneOfGroup(context: JournalContext, writer: VersionWriter, entries: readonly CommitEntry[]): Lane {
  const used = entries.map((entry): Lane => {
    if (entry.verb !== 'delete') return entry.resource.filing.lane;
    const current = writer.current(entry.key.type, entry.key.id);
    const row = current && context.connection.one(versionSql.laneOf, current.stream);
    return (row?.lane ?? laneNames.clinical) as Lane;
  });
  return used.length === 0 ? laneNames.clinical : (Math.min(...used) as Lane);
}
