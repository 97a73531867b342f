import { type AuditMark, noAnchor } from '../../protocol/audit/audit-mark.js';
import { thinAnchors } from '../../protocol/audit/thin-anchors.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { JournalContext } from '../context.js';
import { addEvent } from '../event-log.js';
import { anchorSql, type ProofRow } from '../sql/audit.js';
import { transaction } from '../sqlite/transaction.js';
import type { AnchorStore, AuditStanding, NewAnchor, NewDamage, ShownAudit } from './anchor-store.js';

/** Damage is located to a 128th of the entries since, or to one checkpoint: about 1,600 anchors after ten million entries. */
const fraction = 128;
/** To look at all anchors of a site with each checkpoint would cost more than to keep some longer. */
const thinEvery = 64;
/** Anchors that ended are evidence, and kept so far. */
const endedMax = 1_000;

const noProof: ProofRow = { serial: 0, walkedMilliseconds: null, walkedCount: 0, brokenAt: 0 };

/** {@link AnchorStore} over one SQLite database. */
export class SqliteAnchorStore implements AnchorStore {
  readonly #context: Pick<JournalContext, 'connection'>;

  constructor(context: Pick<JournalContext, 'connection'>) {
    this.#context = context;
  }

  async standing(site: SiteCode): Promise<AuditStanding> {
    const { serial, ...proof } = this.#proof(site);
    const newest = this.#context.connection.one(anchorSql.newest, site) ?? noAnchor;
    const { epoch, count, head, milliseconds } = newest;
    return { newest: { serial, epoch, count, head, milliseconds }, ...proof };
  }

  async shown(site: SiteCode): Promise<ShownAudit | undefined> {
    return this.#context.connection.one(anchorSql.shown, site);
  }

  async live(site: SiteCode): Promise<readonly AuditMark[]> {
    return this.#context.connection.all(anchorSql.live, site);
  }

  async take(anchor: NewAnchor): Promise<void> {
    const { connection } = this.#context;
    const { site, epoch, count, head, milliseconds, heardMilliseconds, certificate, signature } = anchor;
    transaction(connection, () => {
      const proof = this.#proof(site);
      const values = [site, epoch, count, head, milliseconds, Math.floor(heardMilliseconds), certificate, signature];
      connection.run(anchorSql.add, ...values);
      this.#keep(site, { ...proof, serial: proof.serial + 1 });
      if (proof.serial % thinEvery === 0) this.#thin(site);
    });
  }

  async noteWalk(site: SiteCode, walk: { count: number; brokenAt: number; atMilliseconds: number }): Promise<void> {
    const { connection } = this.#context;
    const { count, brokenAt, atMilliseconds } = walk;
    transaction(connection, () => {
      const walked = { walkedMilliseconds: Math.floor(atMilliseconds), walkedCount: count, brokenAt };
      this.#keep(site, { ...this.#proof(site), ...walked });
    });
  }

  async noteDamage({ site, soundCount, brokenAt, event }: NewDamage): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      const proof = this.#proof(site);
      if (soundCount !== undefined) {
        connection.run(anchorSql.end, Math.floor(event.atMilliseconds), site, soundCount);
        connection.run(anchorSql.pruneEnded, site, site, endedMax);
      }
      this.#keep(site, { ...proof, serial: proof.serial + 1, brokenAt });
      addEvent(connection, event);
    });
  }

  #proof(site: SiteCode): ProofRow {
    return this.#context.connection.one(anchorSql.proof, site) ?? noProof;
  }

  #keep(site: SiteCode, { serial, walkedMilliseconds, walkedCount, brokenAt }: ProofRow): void {
    this.#context.connection.run(anchorSql.setProof, site, serial, walkedMilliseconds, walkedCount, brokenAt);
  }

  #thin(site: SiteCode): void {
    const { connection } = this.#context;
    const counts = connection.all(anchorSql.live, site).map(({ count }) => count);
    for (const count of thinAnchors(counts, fraction)) connection.run(anchorSql.removeLive, site, count);
  }
}
