import { digestOfErasures, type ErasureOrder, type ErasureScope } from '../../protocol/erasures/erasure-order.js';
import type { SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { JournalContext } from '../context.js';
import type { IndexRound } from '../search-file/search-builder.js';
import { type ErasureRow, erasureSql } from '../sql/erasures.js';
import { emptyLog } from '../sqlite/empty-log.js';
import { rolledBack, transaction } from '../sqlite/transaction.js';
import { carryOut } from './carry-out.js';
import type {
  CarriedErasure,
  ConfirmedPage,
  ErasureConfirmation,
  ErasureCounts,
  ErasureStore,
} from './erasure-store.js';

/** Behind every id. */
const endOfIds = '\u{10ffff}';

/** {@link ErasureStore} over one SQLite database. */
export class SqliteErasureStore implements ErasureStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async rehearse(scope: ErasureScope): Promise<ErasureCounts> {
    const order = { id: '', reason: '', reference: '', by: '', author: '', orderedMilliseconds: 0 };
    const { resources, versions, setAside } = rolledBack(this.#context.connection, () => {
      carryOut(this.#context, { ...scope, ...order });
      return this.#known('');
    });
    return { resources, versions, setAside };
  }

  async erase(order: ErasureOrder): Promise<CarriedErasure> {
    const { connection } = this.#context;
    if (connection.one(erasureSql.find, order.id) === undefined) {
      transaction(connection, () => carryOut(this.#context, order));
      this.#context.announce({ source: 'local', touched: [] });
    }
    return carriedOf(this.#known(order.id));
  }

  async contentsDue(countMax: number): Promise<readonly string[]> {
    const rows = this.#context.connection.all(erasureSql.contentsDue, countMax);
    return rows.map(({ hash }) => Buffer.from(hash).toString('hex'));
  }

  async noteDestroyed(hash: string): Promise<void> {
    this.#context.connection.run(erasureSql.noteDestroyed, Math.floor(this.#context.now()), Buffer.from(hash, 'hex'));
  }

  async settle(): Promise<boolean> {
    const { connection, searchBehind } = this.#context;
    const last = connection.one(erasureSql.unsettled);
    if (last === undefined) return true;
    // A round of the hub's index takes out what is closed before it looks at anything new.
    const round = await searchBehind?.round(1).catch(notNow);
    if (round?.holdsErased === true || connection.one(erasureSql.contentsDue, 1) !== undefined) return false;
    if (!emptyLog(connection)) return false;
    connection.run(erasureSql.settle, Math.floor(this.#context.now()), last.key);
    return true;
  }

  async isClosed({ type, id, filing }: Parameters<ErasureStore['isClosed']>[0]): Promise<boolean> {
    return this.#context.closedIds.has(type, id, filing.patient);
  }

  async find(id: string): Promise<CarriedErasure | undefined> {
    const row = this.#context.connection.one(erasureSql.find, id);
    return row && carriedOf(row);
  }

  async after(id: string, countMax: number): Promise<readonly CarriedErasure[]> {
    return this.#context.connection.all(erasureSql.after, id, countMax).map(carriedOf);
  }

  async digest(): Promise<Uint8Array> {
    const { connection, role } = this.#context;
    const rows = connection.all(role === 'hub' ? erasureSql.ids : erasureSql.settledIds);
    return digestOfErasures(rows.map(({ id }) => id));
  }

  async confirm(site: SiteCode, ids: readonly string[], atMilliseconds: number): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      for (const id of ids) connection.run(erasureSql.confirm, site, Math.floor(atMilliseconds), id);
    });
  }

  async confirmPage(site: SiteCode, { after, through, ids }: ConfirmedPage, atMilliseconds: number): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      const held = new Set(ids);
      for (const { key, id } of connection.all(erasureSql.confirmedBetween, site, after, through ?? endOfIds)) {
        if (!held.has(id)) connection.run(erasureSql.forgetConfirmed, key, site);
      }
      for (const id of ids) connection.run(erasureSql.confirm, site, Math.floor(atMilliseconds), id);
    });
  }

  async confirmAll(site: SiteCode, atMilliseconds: number): Promise<void> {
    this.#context.connection.run(erasureSql.confirmAll, site, Math.floor(atMilliseconds));
  }

  async unconfirmed(site: SiteCode, countMax: number): Promise<readonly CarriedErasure[]> {
    return this.#context.connection.all(erasureSql.unconfirmed, site, countMax).map(carriedOf);
  }

  async confirmations(id: string): Promise<readonly ErasureConfirmation[]> {
    const rows = this.#context.connection.all(erasureSql.confirmations, id);
    return rows.map(({ site, atMilliseconds }) => ({ site: site as SiteCode, atMilliseconds }));
  }

  #known(id: string): ErasureRow {
    const row = this.#context.connection.one(erasureSql.find, id);
    if (row === undefined) throw new Problem('internal', 'erasure');
    return row;
  }
}

/** What keeps the index from working is told by the loop that builds it; this is asked again. */
function notNow(error: unknown): Pick<IndexRound, 'holdsErased'> {
  if (error instanceof Problem) return { holdsErased: true };
  throw error;
}

function carriedOf(row: ErasureRow): CarriedErasure {
  const { id, reason, reference, by, author, scope, seal, orderedMilliseconds, settledMilliseconds } = row;
  const { carriedMilliseconds, rewrittenMilliseconds, resources, versions, setAside } = row;
  const named = JSON.parse(scope) as ErasureScope;
  return {
    order: { id, reason, reference, by, author, orderedMilliseconds, ...named, ...(seal !== '' && { seal }) },
    ...{ carriedMilliseconds, resources, versions, setAside },
    ...(settledMilliseconds !== null && { settledMilliseconds }),
    ...(rewrittenMilliseconds !== null && { rewrittenMilliseconds }),
  };
}
