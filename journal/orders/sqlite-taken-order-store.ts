import { hubCode, type LinkName } from '../../protocol/ids.js';
import type { OrderOutcome } from '../../protocol/orders/order-kinds.js';
import { addAudit } from '../audit-log.js';
import type { JournalContext } from '../context.js';
import { type HoldRow, takenOrderSql } from '../sql/orders.js';
import { transaction } from '../sqlite/transaction.js';
import type {
  HoldChange,
  Holds,
  NewTakenOrder,
  OrderResult,
  TakenOrder,
  TakenOrderStore,
} from './taken-order-store.js';

/** {@link TakenOrderStore} over one SQLite database. */
export class SqliteTakenOrderStore implements TakenOrderStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async take(order: NewTakenOrder, done?: OrderResult & { readonly change?: HoldChange }): Promise<'new' | TakenOrder> {
    const { connection } = this.#context;
    const { id, kind, link, by } = order;
    const at = Math.floor(order.atMilliseconds);
    return transaction(connection, () => {
      const known = connection.one(takenOrderSql.find, id);
      if (known !== undefined) {
        const { end, outcome } = known;
        if (end === null || outcome === null) return {};
        return { result: { end, outcome: JSON.parse(outcome) as OrderOutcome } };
      }
      const outcome = done === undefined ? null : JSON.stringify(done.outcome);
      connection.run(takenOrderSql.add, id, kind, link, by, at, done?.end ?? null, outcome);
      if (done?.change !== undefined) this.#set(done.change);
      const action = link === '' ? (`order ${kind}` as const) : (`order ${kind} ${link}` as const);
      const refused = done !== undefined && done.end !== 'done';
      addAudit(
        this.#context,
        [{ author: `${hubCode} ${by}`, action, subject: '', outcome: refused ? 'refused' : 'done' }],
        at,
      );
      return 'new';
    });
  }

  async settle(id: string, { end, outcome }: OrderResult): Promise<void> {
    this.#context.connection.run(takenOrderSql.settle, end, JSON.stringify(outcome), id);
  }

  async change(change: HoldChange, author: string, atMilliseconds: number): Promise<void> {
    transaction(this.#context.connection, () => {
      this.#set(change);
      const word = change.kind === 'force' ? change.force : change.bulk;
      const link = change.kind === 'force' && change.force !== undefined ? ` ${change.force.link}` : '';
      const action = `${word === undefined ? 'lift' : 'hold'} ${change.kind}${link}` as const;
      addAudit(this.#context, [{ author, action, subject: '', outcome: 'done' }], atMilliseconds);
    });
  }

  async holds(): Promise<Holds> {
    const { connection } = this.#context;
    const force = connection.one(takenOrderSql.hold, 'force');
    const bulk = connection.one(takenOrderSql.hold, 'bulk');
    return {
      ...(force && {
        force: {
          ...wordOf(force),
          link: force.link as LinkName,
          untilMilliseconds: force.untilMilliseconds ?? force.sinceMilliseconds,
        },
      }),
      ...(bulk && { bulk: wordOf(bulk) }),
    };
  }

  async forget(beforeMilliseconds: number): Promise<void> {
    this.#context.connection.run(takenOrderSql.forget, Math.floor(beforeMilliseconds));
  }

  /** Within the caller's transaction. */
  #set(change: HoldChange): void {
    const { connection } = this.#context;
    const word = change.kind === 'force' ? change.force : change.bulk;
    if (word === undefined) {
      connection.run(takenOrderSql.removeHold, change.kind);
      return;
    }
    const [link, until] =
      change.kind === 'force' && change.force !== undefined
        ? [change.force.link, Math.floor(change.force.untilMilliseconds)]
        : ['', null];
    const since = Math.floor(word.sinceMilliseconds);
    connection.run(takenOrderSql.setHold, change.kind, link, word.by, word.atBox ? 1 : 0, since, until);
  }
}

function wordOf({ by, atBox, sinceMilliseconds }: HoldRow) {
  return { by, atBox: atBox === 1, sinceMilliseconds };
}
