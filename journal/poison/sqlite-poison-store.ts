import { parseSiteCode } from '../../protocol/ids.js';
import { isProblemCode } from '../../protocol/problems.js';
import type { JournalContext } from '../context.js';
import { deadLetterSql } from '../sql/dead-letters.js';
import { streamSql } from '../sql/streams.js';
import { transaction } from '../sqlite/transaction.js';
import { findStream, streamsOf } from '../streams.js';
import type { LogKey } from '../sync-store.js';
import type { VersionWriter } from '../version-writer.js';
import { untoldOf } from './dead-letters.js';
import type { Confirmation, LaneUntold, PoisonStore, Quarantined, ReplayReport } from './poison-store.js';
import { replayAll } from './replay.js';

/** {@link PoisonStore} over one SQLite database. */
export class SqlitePoisonStore implements PoisonStore {
  readonly #context: JournalContext;
  readonly #writer: VersionWriter;

  constructor(context: JournalContext, writer: VersionWriter) {
    this.#context = context;
    this.#writer = writer;
  }

  async untold(log: LogKey): Promise<readonly LaneUntold[]> {
    const { connection } = this.#context;
    return streamsOf(connection, log).flatMap(({ lane, row }) => {
      const untold = row && untoldOf(connection, row.id);
      return untold === undefined || untold.rejects.length + untold.mended.length === 0 ? [] : [{ lane, ...untold }];
    });
  }

  async confirm(log: LogKey, { lane, rejects, mended }: Confirmation): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      const stream = findStream(connection, { ...log, lane });
      if (stream === undefined) return;
      for (const seq of rejects) connection.run(deadLetterSql.confirm, stream.id, seq, 0);
      for (const seq of mended) connection.run(deadLetterSql.confirm, stream.id, seq, 1);
    });
  }

  replay(): Promise<ReplayReport> {
    return replayAll(this.#context, this.#writer);
  }

  async replayAfterUpgrade(software: string): Promise<ReplayReport | undefined> {
    const { connection } = this.#context;
    if (connection.one(deadLetterSql.replayedBy)?.software === software) return undefined;
    const report = await this.replay();
    connection.run(deadLetterSql.setReplayedBy, software);
    return report;
  }

  async counts() {
    return this.#context.connection
      .all(deadLetterSql.counts)
      .map(({ code, count }) => ({ code: isProblemCode(code) ? code : 'internal', count }) as const);
  }

  async quarantined(): Promise<readonly Quarantined[]> {
    return this.#context.connection
      .all(streamSql.quarantined)
      .map(({ site, ...found }) => ({ ...found, site: parseSiteCode(site) }));
  }
}
