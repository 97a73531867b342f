import type { SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { JournalContext } from '../context.js';
import { type CertificateRow, certificateSql, type InviteHistoryRow } from '../sql/certificates.js';
import { fleetSql } from '../sql/fleet.js';
import { transaction } from '../sqlite/transaction.js';
import type { CertificateEntry, CertificateStore, InviteEntry, RenewCertificate } from './certificate-store.js';

/** {@link CertificateStore} over one SQLite database. */
export class SqliteCertificateStore implements CertificateStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async find(fingerprint: string): Promise<CertificateEntry | undefined> {
    const row = this.#context.connection.one(certificateSql.find, fingerprint);
    return row && entryOf(row);
  }

  async renew(command: RenewCertificate): Promise<string> {
    const { connection } = this.#context;
    const { site, keyFingerprint, certificatePem, certificateFingerprint, expiresMilliseconds } = command;
    const at = Math.floor(command.atMilliseconds);
    return transaction(connection, () => {
      // Looked at again in the transaction that gives: it may have been revoked meanwhile.
      if (connection.one(fleetSql.find, site)?.state !== 'active') throw new Problem('certificate-refused');
      const given = connection.one(certificateSql.ofKey, site, keyFingerprint, at);
      if (given?.pem) return given.pem;
      connection.run(certificateSql.endUnused, at, site, at);
      const named = [certificateFingerprint, site, at, 'renewed', keyFingerprint] as const;
      connection.run(certificateSql.add, ...named, Math.floor(expiresMilliseconds), certificatePem);
      return certificatePem;
    });
  }

  async noteUsed(fingerprint: string, atMilliseconds: number, overlapUntilMilliseconds: number): Promise<void> {
    const { connection } = this.#context;
    const row = connection.one(certificateSql.find, fingerprint);
    if (row === undefined || row.usedMilliseconds !== null) return;
    transaction(connection, () => {
      connection.run(certificateSql.noteUsed, Math.floor(atMilliseconds), fingerprint);
      const until = Math.floor(overlapUntilMilliseconds);
      connection.run(certificateSql.endBefore, until, row.site, row.givenMilliseconds, fingerprint);
    });
  }

  async ofSite(site: SiteCode): Promise<readonly CertificateEntry[]> {
    return this.#context.connection.all(certificateSql.ofSite, site).map(entryOf);
  }

  async ended(): Promise<readonly CertificateEntry[]> {
    return this.#context.connection.all(certificateSql.ended).map(entryOf);
  }

  async invitesOf(site: SiteCode): Promise<readonly InviteEntry[]> {
    return this.#context.connection.all(certificateSql.invitesOf, site).map(inviteOf);
  }
}

function entryOf(row: CertificateRow): CertificateEntry {
  return withoutNulls(row) as unknown as CertificateEntry;
}

function inviteOf(row: InviteHistoryRow): InviteEntry {
  return withoutNulls(row) as unknown as InviteEntry;
}

function withoutNulls(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
