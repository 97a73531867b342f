import type { ResourceId } from '../../protocol/ids.js';
import { isGlassReason, isGlassVerdict } from '../../record/care/broken-glass.js';
import type { JournalContext } from '../context.js';
import { journalLimits } from '../limits.js';
import { type BrokenGlassRow, brokenGlassSql } from '../sql/broken-glass.js';
import { transaction } from '../sqlite/transaction.js';
import type { BrokenGlass, GlassAct, GlassReview, GlassStore } from './glass-store.js';

/** {@link GlassStore} over one SQLite database. */
export class SqliteGlassStore implements GlassStore {
  readonly #context: Pick<JournalContext, 'connection'>;

  constructor(context: Pick<JournalContext, 'connection'>) {
    this.#context = context;
  }

  async add(opened: Omit<BrokenGlass, 'id' | 'review'> & { readonly credential: string }): Promise<void> {
    const { credential, author, displayName, patient, reason } = opened;
    const [began, until] = [Math.floor(opened.beganMilliseconds), Math.floor(opened.untilMilliseconds)];
    const { connection } = this.#context;
    transaction(connection, () => {
      // One patient at a time.
      connection.run(brokenGlassSql.end, began, credential, began);
      connection.run(brokenGlassSql.add, credential, author, displayName, patient, reason, began, until);
    });
  }

  async findOpen(credential: string, nowMilliseconds: number): Promise<BrokenGlass | undefined> {
    const now = Math.floor(nowMilliseconds);
    const row = this.#context.connection.one(brokenGlassSql.open, credential, now, now);
    return row && glassOf(row);
  }

  async end(credential: string, nowMilliseconds: number): Promise<void> {
    const now = Math.floor(nowMilliseconds);
    this.#context.connection.run(brokenGlassSql.end, now, credential, now);
  }

  async lookers(patient: ResourceId, nowMilliseconds: number): Promise<readonly string[]> {
    const now = Math.floor(nowMilliseconds);
    return this.#context.connection.all(brokenGlassSql.lookers, patient, now, now).map(({ author }) => author);
  }

  async list(state: 'waiting' | 'reviewed', countMax: number): Promise<readonly BrokenGlass[]> {
    return this.#context.connection.all(brokenGlassSql[state], countMax).map(glassOf);
  }

  async listOf(patient: ResourceId, countMax: number): Promise<readonly BrokenGlass[]> {
    return this.#context.connection.all(brokenGlassSql.ofPatient, patient, countMax).map(glassOf);
  }

  async find(id: number): Promise<BrokenGlass | undefined> {
    const row = this.#context.connection.one(brokenGlassSql.find, id);
    return row && glassOf(row);
  }

  async review(id: number, { verdict, by, atMilliseconds }: GlassReview): Promise<boolean> {
    return this.#context.connection.run(brokenGlassSql.review, verdict, by, Math.floor(atMilliseconds), id).changes > 0;
  }

  async actsOf({ id, author, patient, untilMilliseconds }: BrokenGlass): Promise<readonly GlassAct[]> {
    const { connection } = this.#context;
    const from = connection.one(brokenGlassSql.find, id)?.auditCount ?? 0;
    const to = from + journalLimits.glassAuditEntriesMax;
    const counts = new Map<string, GlassAct>();
    // Looks are written in groups, a little later than they were.
    const until = untilMilliseconds + journalLimits.glassAuditLateMilliseconds;
    for (const act of connection.all(brokenGlassSql.acts, from, to, until, author)) {
      if (act.patient !== patient) continue;
      const type = act.subject.split('/', 1)[0] ?? '';
      const key = `${act.action} ${type}`;
      counts.set(key, { action: act.action, type, count: (counts.get(key)?.count ?? 0) + 1 });
    }
    return [...counts.values()];
  }
}

function glassOf(row: BrokenGlassRow): BrokenGlass {
  const { id, author, displayName, reason, verdict, reviewedBy, reviewedMilliseconds } = row;
  const { beganMilliseconds, untilMilliseconds } = row;
  const review = isGlassVerdict(verdict) && {
    ...{ verdict, by: reviewedBy ?? '', atMilliseconds: reviewedMilliseconds ?? 0 },
  };
  return {
    ...{ id, author, displayName, patient: row.patient as ResourceId, beganMilliseconds, untilMilliseconds },
    reason: isGlassReason(reason) ? reason : 'emergency',
    review: review === false ? undefined : review,
  };
}
