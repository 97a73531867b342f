import type { LaneCursor } from '../protocol/control/durability.js';
import type { Hello } from '../protocol/control/hello.js';
import { type EpochVerdict, judgeEpoch, type RunStand } from '../protocol/epoch/judge-epoch.js';
import { isHubRestored } from '../protocol/epoch/judge-hub.js';
import type { LeaseClaim, LeaseStand } from '../protocol/epoch/judge-lease.js';
import { hubCode, type SiteCode } from '../protocol/ids.js';
import { Problem } from '../protocol/problem.js';
import { changeIdOf } from './change-key.js';
import type { JournalContext } from './context.js';
import { applyReturned } from './epoch/apply-returned.js';
import { chainAtOf } from './epoch/chain-at.js';
import { feedMarks } from './epoch/feed-marks.js';
import { moveSite } from './epoch/move-site.js';
import { addEvent } from './event-log.js';
import type { HubEpochStore, HubWitness, MovedSite, ReturnedBatch, TakenBack, VersionMark } from './hub-epoch-store.js';
import { readNode } from './node-state.js';
import { carriedFeedSql } from './sql/carried-feeds.js';
import { fleetSql } from './sql/fleet.js';
import { leaseSql } from './sql/leases.js';
import { nodeSql } from './sql/node.js';
import { versionSql } from './sql/versions.js';
import { transaction } from './sqlite/transaction.js';
import { streamsOf } from './streams.js';
import type { VersionWriter } from './version-writer.js';

/** {@link HubEpochStore} over one SQLite database. */
export class SqliteHubEpochStore implements HubEpochStore {
  readonly #context: JournalContext;
  readonly #writer: VersionWriter;

  constructor(context: JournalContext, writer: VersionWriter) {
    this.#context = context;
    this.#writer = writer;
  }

  async judgeEpoch(hello: Hello, run: RunStand): Promise<EpochVerdict> {
    return this.#judgeEpoch(hello, run);
  }

  async isRestored(hello: Hello): Promise<boolean> {
    const { connection } = this.#context;
    return isHubRestored(hello, readNode(connection).epoch, chainAtOf(connection));
  }

  async moveSite(hello: Hello, feedBack: boolean, atMilliseconds: number): Promise<MovedSite> {
    const { connection } = this.#context;
    const { fork } = hello;
    const moved = transaction(connection, () => {
      if (fork === undefined || this.#judgeEpoch(hello, 'new') !== 'move') throw new Problem('epoch-unknown');
      return moveSite(this.#context, { hello, fork, feedBack, atMilliseconds });
    });
    this.#context.announce({ source: 'fan-out', touched: [] });
    return moved;
  }

  async leaseStand(site: SiteCode, claim: LeaseClaim): Promise<LeaseStand> {
    const { connection } = this.#context;
    const refused = connection.one(leaseSql.findRefused, site, claim.nextHash);
    return {
      lease: connection.one(leaseSql.find, site),
      isRefused: refused !== undefined,
      isReadmitted: refused?.readmitted === 1,
    };
  }

  async grantLease(site: SiteCode, claim: LeaseClaim, atMilliseconds: number): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      const refused = connection.one(leaseSql.findRefused, site, claim.nextHash);
      if (refused !== undefined) this.#fenceHolder(site, atMilliseconds);
      connection.run(leaseSql.removeRefused, site, claim.nextHash);
      connection.run(leaseSql.keep, site, claim.bootId, claim.nextHash);
    });
  }

  async refuseCopy(site: SiteCode, claim: LeaseClaim, atMilliseconds: number): Promise<boolean> {
    const { connection } = this.#context;
    return transaction(connection, () => {
      const added = connection.run(leaseSql.refuse, site, claim.nextHash, Math.floor(atMilliseconds)).changes > 0;
      if (added) addEvent(connection, { site, kind: 'site-cloned', detail: {}, atMilliseconds });
      return added;
    });
  }

  async readmit(site: SiteCode, atMilliseconds: number): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      if (connection.run(leaseSql.readmit, site).changes === 0) {
        throw new Problem('not-found', `no copy of site ${site} was refused`);
      }
      addEvent(connection, { site, kind: 'site-readmitted', detail: {}, atMilliseconds });
    });
  }

  async newHubEpoch(above: number, atMilliseconds: number): Promise<number> {
    const { connection } = this.#context;
    return transaction(connection, () => {
      const before = readNode(connection).epoch;
      const epoch = Math.max(before, above) + 1;
      connection.run(nodeSql.setEpochs, epoch, epoch);
      connection.run(carriedFeedSql.add, before);
      connection.run(fleetSql.endOpenInvites, Math.floor(this.#context.now()));
      connection.run(leaseSql.forget);
      const detail = { hubEpoch: epoch, before };
      addEvent(connection, { site: hubCode, kind: 'hub-restored', detail, atMilliseconds });
      return epoch;
    });
  }

  async feedMarks(hello: Hello): Promise<readonly LaneCursor[]> {
    return feedMarks(this.#context, hello);
  }

  async applyReturned(command: ReturnedBatch): Promise<TakenBack> {
    return applyReturned(this.#context, this.#writer, command);
  }

  async newestVersion(): Promise<VersionMark | undefined> {
    const row = this.#context.connection.one(versionSql.newestChange);
    return row && { key: row.key, changeId: changeIdOf(row.changeId) };
  }

  async isBehind({ hubEpoch, newest }: HubWitness): Promise<boolean> {
    const { connection } = this.#context;
    if (readNode(connection).epoch < hubEpoch) return true;
    const own = newest && connection.one(versionSql.changeOf, newest.key);
    return newest !== undefined && (own === undefined || changeIdOf(own.changeId) !== newest.changeId);
  }

  #judgeEpoch(hello: Hello, run: RunStand): EpochVerdict {
    const { connection } = this.#context;
    const epoch = connection.one(fleetSql.epochOf, hello.site)?.epoch ?? 1;
    const streams = streamsOf(connection, { direction: 'up', site: hello.site, epoch });
    const ups = streams.map(({ lane, row, chain }) => ({ lane, seq: row?.seq ?? 0, chain }));
    return judgeEpoch(hello, { epoch, ups, run }, chainAtOf(connection));
  }

  /** Known by the token that it was to present next, as every refused copy is. */
  #fenceHolder(site: SiteCode, atMilliseconds: number): void {
    const { connection } = this.#context;
    const holder = connection.one(leaseSql.find, site);
    connection.run(leaseSql.endReadmission, site);
    if (holder !== undefined) connection.run(leaseSql.refuse, site, holder.tokenHash, Math.floor(atMilliseconds));
  }
}
