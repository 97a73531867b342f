import type { Cursor } from '../protocol/change.js';
import type { LaneCursor } from '../protocol/control/durability.js';
import type { EarlierFeed } from '../protocol/control/hello.js';
import type { Welcome } from '../protocol/control/welcome.js';
import type { Fork } from '../protocol/epoch/fork.js';
import { judgeWelcome, type OwnLog, type WelcomeVerdict } from '../protocol/epoch/judge-welcome.js';
import { isBehindWitness, type Witness } from '../protocol/epoch/witness.js';
import type { Lane } from '../protocol/lane.js';
import { Problem } from '../protocol/problem.js';
import type { JournalContext } from './context.js';
import { chainAtOf } from './epoch/chain-at.js';
import { commonMark, readEarlierFeed, readSealedRun, type SealedRun } from './epoch/earlier-feeds.js';
import { newEpoch, readFork } from './epoch/new-epoch.js';
import { readNode } from './node-state.js';
import type { NewEpoch, SiteEpochStore } from './site-epoch-store.js';
import { earlierFeedSql } from './sql/earlier-feeds.js';
import { epochSql } from './sql/epochs.js';
import { nodeSql } from './sql/node.js';
import { transaction } from './sqlite/transaction.js';
import { streamsOf } from './streams.js';

/** {@link SiteEpochStore} over one SQLite database. */
export class SqliteSiteEpochStore implements SiteEpochStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async ownLog(): Promise<OwnLog> {
    return this.#ownLog();
  }

  async judgeWelcome(welcome: Welcome): Promise<WelcomeVerdict> {
    return judgeWelcome(this.#ownLog(), welcome, chainAtOf(this.#context.connection));
  }

  async isBehind(witness: Witness): Promise<boolean> {
    const { connection, site } = this.#context;
    return isBehindWitness(witness, site, readNode(connection).epoch, chainAtOf(connection));
  }

  async newEpoch(command: NewEpoch): Promise<{ readonly epoch: number; readonly fork: Fork }> {
    this.#requireSite();
    return newEpoch(this.#context, command);
  }

  async adoptHubEpoch(welcome: Welcome): Promise<boolean> {
    this.#requireSite();
    const { connection, site } = this.#context;
    const node = readNode(connection);
    if (node.hubEpoch === welcome.hubEpoch) return false;
    transaction(connection, () => {
      for (const stream of connection.all(epochSql.streams, 'up', site)) {
        // Earlier epochs were settled before the hub went on to the one that it names.
        if (stream.epoch < welcome.epoch) continue;
        const up = welcome.ups.find(({ lane }) => lane === stream.lane);
        const told = stream.epoch === welcome.epoch ? (up?.durable.seq ?? 0) : 0;
        const durableSeq = Math.min(stream.durableSeq, told);
        connection.run(epochSql.setDurable, durableSeq, durableSeq, stream.id);
        connection.run(epochSql.removeReceipts, stream.id, durableSeq);
      }
      connection.run(nodeSql.setEpochs, node.epoch, welcome.hubEpoch);
      if (node.hubEpoch > 0) connection.run(earlierFeedSql.add, node.hubEpoch);
      connection.run(earlierFeedSql.setNoneHeld);
    });
    return node.hubEpoch > 0;
  }

  async earlierFeed(): Promise<EarlierFeed | undefined> {
    return readEarlierFeed(this.#context);
  }

  async commonMark(query: Parameters<SiteEpochStore['commonMark']>[0]): Promise<Cursor> {
    return commonMark(this.#context, query);
  }

  async sealedRun(hubEpoch: number, lane: Lane, after: Cursor): Promise<SealedRun | undefined> {
    return readSealedRun(this.#context, hubEpoch, lane, after);
  }

  async settleFeed(hubEpoch: number): Promise<boolean> {
    const { connection } = this.#context;
    connection.run(earlierFeedSql.setHeld, readNode(connection).hubEpoch, hubEpoch);
    return connection.one(earlierFeedSql.first) !== undefined;
  }

  #ownLog(): OwnLog {
    const { connection, site } = this.#context;
    const { epoch } = readNode(connection);
    const log = { direction: 'up', site, epoch } as const;
    const streams = streamsOf(connection, log);
    const chainAt = chainAtOf(connection);
    const acked = streams.flatMap(({ lane, row }): readonly LaneCursor[] => {
      const seq = row?.durableSeq ?? 0;
      const chain = seq === 0 ? undefined : chainAt({ ...log, lane }, seq);
      return chain === undefined ? [] : [{ lane, seq, chain }];
    });
    const heads = streams.map(({ lane, row, chain }) => ({ lane, seq: row?.seq ?? 0, chain }));
    return { site, epoch, heads, acked, fork: readFork(this.#context, epoch) };
  }

  #requireSite(): void {
    if (this.#context.role !== 'site') throw new Problem('usage-wrong', 'the hub mints its own epoch');
  }
}
