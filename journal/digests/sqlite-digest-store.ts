import type { HeldAt } from '../../protocol/control/digest-message.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { JournalContext } from '../context.js';
import { digestSql } from '../sql/digests.js';
import { versionSql } from '../sql/versions.js';
import { collectExpected } from './collect-expected.js';
import { collectHeld } from './collect-held.js';
import type { DigestStore, Expected, Held, Proof } from './digest-store.js';
import { enterAgain } from './enter-again.js';

/** {@link DigestStore} over one SQLite database. */
export class SqliteDigestStore implements DigestStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  held(): Promise<Held> {
    return collectHeld(this.#context);
  }

  expected(site: SiteCode, at: HeldAt): Promise<Expected | 'not-now' | 'fork'> {
    return collectExpected(this.#context, site, at);
  }

  async lacking(changeIds: readonly Uint8Array[]): Promise<readonly Uint8Array[]> {
    return changeIds.filter((changeId) => this.#context.connection.one(versionSql.byChange, changeId) === undefined);
  }

  async enterAgain(changeIds: readonly Uint8Array[]): Promise<number> {
    return enterAgain(this.#context, changeIds);
  }

  async noteProof(site: SiteCode, { atMilliseconds, at }: Proof): Promise<void> {
    const said: WrittenAt = { ...at, ups: at.ups.map(toText), downs: at.downs.map(toText) };
    this.#context.connection.run(digestSql.noteProof, site, Math.floor(atMilliseconds), JSON.stringify(said));
  }

  async noteMismatch(site: SiteCode, atMilliseconds: number): Promise<boolean> {
    if ((await this.mismatch(site)) !== undefined) return false;
    this.#context.connection.run(digestSql.noteMismatch, site, Math.floor(atMilliseconds));
    return true;
  }

  async proof(site: SiteCode): Promise<Proof | undefined> {
    const row = this.#context.connection.one(digestSql.proof, site);
    if (row === undefined || row.milliseconds === null || row.cursors === null) return undefined;
    const said = JSON.parse(row.cursors) as WrittenAt;
    const at: HeldAt = { ...said, ups: said.ups.map(fromText), downs: said.downs.map(fromText) };
    return { atMilliseconds: row.milliseconds, at };
  }

  async mismatch(site: SiteCode): Promise<number | undefined> {
    return this.#context.connection.one(digestSql.proof, site)?.mismatchMilliseconds ?? undefined;
  }
}

type Cursor = HeldAt['ups'][number];
type WrittenCursor = Omit<Cursor, 'chain'> & { readonly chain: string };

/** {@link HeldAt} as JSON: chains in hexadecimal. */
type WrittenAt = Omit<HeldAt, 'ups' | 'downs'> & {
  readonly ups: readonly WrittenCursor[];
  readonly downs: readonly WrittenCursor[];
};

function toText(cursor: Cursor): WrittenCursor {
  return { ...cursor, chain: Buffer.from(cursor.chain).toString('hex') };
}

function fromText(cursor: WrittenCursor): Cursor {
  return { ...cursor, chain: Buffer.from(cursor.chain, 'hex') };
}
