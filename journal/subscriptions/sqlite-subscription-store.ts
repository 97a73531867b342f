import type { ResourceId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { addAudit } from '../audit-log.js';
import type { JournalContext } from '../context.js';
import { ThenIndex } from '../exports/then-index.js';
import { journalLimits } from '../limits.js';
import { keptMilliseconds } from '../retention/kept-days.js';
import { noteSweep } from '../retention/note-sweep.js';
import { type SubscriptionRow, subscriptionSql } from '../sql/subscriptions.js';
import { versionSql } from '../sql/versions.js';
import { transaction } from '../sqlite/transaction.js';
import { nextVersion } from './next-version.js';
import type {
  KeptSubscription,
  NewSubscription,
  SubscriptionChange,
  SubscriptionProgress,
  SubscriptionStatus,
  SubscriptionStore,
  VersionsQuery,
  VersionsStep,
} from './subscription-store.js';

/** {@link SubscriptionStore} over one SQLite database. */
export class SqliteSubscriptionStore implements SubscriptionStore {
  readonly #context: JournalContext;
  /** A database of its own, made for the first look: most journals are opened without one. */
  #thenIndex: ThenIndex | undefined;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async add({ id, author, owner, base, body, status }: NewSubscription): Promise<KeptSubscription> {
    const { connection } = this.#context;
    return transaction(connection, () => {
      const own = connection.one(subscriptionSql.countOf, author)?.count ?? 0;
      const all = connection.one(subscriptionSql.countAll, '')?.count ?? 0;
      if (own >= journalLimits.subscriptionsOfOneMax || all >= journalLimits.subscriptionsMax) {
        throw new Problem('subscriptions-too-many');
      }
      if (connection.one(subscriptionSql.find, id) !== undefined) throw new Problem('already-exists');
      const named = [id, author, owner.kind, owner.name, base, body] as const;
      connection.run(subscriptionSql.add, ...named, this.#at(), status, this.#head());
      this.#audit(author, 'create', id);
      return this.#known(id);
    });
  }

  async find(id: string): Promise<KeptSubscription | undefined> {
    const row = this.#context.connection.one(subscriptionSql.find, id);
    return row && keptOf(row);
  }

  async of(author: string): Promise<readonly KeptSubscription[]> {
    return this.#context.connection.all(subscriptionSql.of, author).map(keptOf);
  }

  async rewrite(kept: KeptSubscription, change: SubscriptionChange): Promise<KeptSubscription> {
    const { connection } = this.#context;
    const { base, body, status, fromNow } = change;
    return transaction(connection, () => {
      const before = connection.one(subscriptionSql.find, kept.id);
      const cursor = fromNow ? this.#head() : (before?.cursor ?? 0);
      const written = [base, body, this.#at(), status, null, cursor] as const;
      const { changes } = connection.run(subscriptionSql.rewrite, ...written, kept.id, kept.version);
      if (changes === 0) throw new Problem('version-conflict');
      this.#audit(kept.author, 'update', kept.id);
      return this.#known(kept.id);
    });
  }

  async remove({ id, author }: KeptSubscription): Promise<void> {
    transaction(this.#context.connection, () => this.#remove(id, author));
  }

  async atWork(): Promise<readonly string[]> {
    return this.#context.connection.all(subscriptionSql.atWork).map(({ id }) => id);
  }

  async counts(): Promise<Readonly<Record<SubscriptionStatus, number>>> {
    const counts = { requested: 0, active: 0, error: 0, off: 0 };
    for (const { status, count } of this.#context.connection.all(subscriptionSql.counts)) counts[status] = count;
    return counts;
  }

  async advance(
    { id, generation, progress: before }: Pick<KeptSubscription, 'id' | 'generation' | 'progress'>,
    progress: SubscriptionProgress,
  ): Promise<KeptSubscription | undefined> {
    const { connection } = this.#context;
    const { status, error, cursor, failures, failingSinceMilliseconds: since, retryMilliseconds: retry } = progress;
    const isSeen = status !== before.status || error !== before.error;
    return transaction(connection, () => {
      const row = connection.one(subscriptionSql.find, id);
      if (row?.generation !== generation) return undefined;
      const seen = [isSeen ? 1 : 0, isSeen ? this.#at() : row.updatedMilliseconds, status, error ?? null] as const;
      connection.run(subscriptionSql.advance, ...seen, cursor, failures, since ?? null, retry ?? null, id, generation);
      return this.#known(id);
    });
  }

  async next(query: VersionsQuery): Promise<VersionsStep> {
    this.#thenIndex ??= new ThenIndex(this.#context.cursorSeal);
    return nextVersion(this.#context, this.#thenIndex, query);
  }

  async forget(): Promise<void> {
    const { connection } = this.#context;
    const old = connection.all(subscriptionSql.offSince, this.#at() - keptMilliseconds(connection, 'subscriptions'));
    if (old.length === 0) return;
    transaction(connection, () => {
      for (const { id, author } of old) this.#remove(id, author);
      noteSweep(this.#context, 'subscriptions', old.length);
    });
  }

  #remove(id: string, author: string): void {
    const { changes } = this.#context.connection.run(subscriptionSql.remove, id);
    if (changes > 0) this.#audit(author, 'delete', id);
  }

  #audit(author: string, action: 'create' | 'update' | 'delete', id: string): void {
    addAudit(this.#context, [{ author, action, subject: `Subscription/${id}`, outcome: 'done' }], this.#at());
  }

  #at(): number {
    return Math.floor(this.#context.now());
  }

  #head(): number {
    return this.#context.connection.one(versionSql.newest)?.key ?? 0;
  }

  #known(id: string): KeptSubscription {
    const row = this.#context.connection.one(subscriptionSql.find, id);
    if (row === undefined) throw new Problem('internal', 'subscription');
    return keptOf(row);
  }
}

function keptOf(row: SubscriptionRow): KeptSubscription {
  const { author, base, body, version, generation, updatedMilliseconds } = row;
  const { status, error, cursor, failures, failingSinceMilliseconds: since, retryMilliseconds: retry } = row;
  return {
    ...{ id: row.id as ResourceId, author, owner: { kind: row.ownerKind, name: row.owner }, base, body },
    ...{ version, generation, updatedMilliseconds },
    progress: {
      ...{ status, cursor, failures },
      ...(error !== null && { error }),
      ...(since !== null && { failingSinceMilliseconds: since }),
      ...(retry !== null && { retryMilliseconds: retry }),
    },
  };
}
