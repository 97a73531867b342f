import { crockfordAlphabet } from '../protocol/check-characters.js';
import type { LaneCursor } from '../protocol/control/durability.js';
import { hubCode, type LinkName, type SiteCode } from '../protocol/ids.js';
import { Problem } from '../protocol/problem.js';
import { nextBoxNumber } from '../record/identity/box-number.js';
import { isSiteCodeSafe } from '../record/identity/health-id.js';
import type { JournalContext } from './context.js';
import { addEvent, readEvents, readEventsAfter } from './event-log.js';
import type { EventsAfter, FleetEvent, FleetEventQuery, NewFleetEvent } from './fleet-events.js';
import type {
  FleetStore,
  Invite,
  NewSite,
  RevokedBy,
  Site,
  SiteProgress,
  SiteReport,
  SpendInvite,
  SpendOutcome,
  Tunnel,
} from './fleet-store.js';
import { readNode } from './node-state.js';
import { readProgress } from './read-progress.js';
import { siteOf } from './site-row.js';
import { boxNumberSql } from './sql/box-numbers.js';
import { certificateSql } from './sql/certificates.js';
import { eventSql } from './sql/events.js';
import { fleetSql } from './sql/fleet.js';
import { leaseSql } from './sql/leases.js';
import { streamSql } from './sql/streams.js';
import { tunnelSql } from './sql/tunnels.js';
import { transaction } from './sqlite/transaction.js';
import { openStream } from './streams.js';
import { grantTunnels, hasTunnels } from './tunnels/grant-tunnels.js';

/** {@link FleetStore} over one SQLite database. */
export class SqliteFleetStore implements FleetStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async addSite(site: NewSite): Promise<Site> {
    const { connection } = this.#context;
    return transaction(connection, () => {
      if (connection.one(fleetSql.findByName, site.name) !== undefined) throw new Problem('already-exists', 'site');
      const code = this.#newCode();
      const created = Math.floor(site.createdMilliseconds);
      connection.run(fleetSql.add, code, site.name, site.region, JSON.stringify(site.links), created);
      return this.#known(code);
    });
  }

  async listSites(): Promise<readonly Site[]> {
    return this.#context.connection.all(fleetSql.list).map(siteOf);
  }

  async findSite(code: SiteCode): Promise<Site | undefined> {
    const row = this.#context.connection.one(fleetSql.find, code);
    return row && siteOf(row);
  }

  async takeBoxNumber(site: SiteCode): Promise<number> {
    const { connection } = this.#context;
    return transaction(connection, () => {
      this.#known(site);
      const { hubEpoch } = readNode(connection);
      const rows = connection.all(boxNumberSql.ofSite, site);
      const number = nextBoxNumber(
        site,
        hubEpoch,
        rows.map((row) => ({ ...row, isSpent: row.isSpent === 1 })),
      );
      connection.run(boxNumberSql.give, site, number, hubEpoch, 1 + Math.max(0, ...rows.map(({ given }) => given)));
      return number;
    });
  }

  async addInvite(invite: Invite): Promise<void> {
    const { connection } = this.#context;
    const { inviteId, site, proofKey, createdBy = null } = invite;
    const now = Math.floor(this.#context.now());
    transaction(connection, () => {
      this.#known(site);
      connection.run(fleetSql.endUnspentInvites, now, 'replaced', site);
      const expires = Math.floor(invite.expiresMilliseconds);
      connection.run(fleetSql.addInvite, inviteId, site, proofKey, expires, now, createdBy);
      if (invite.boxNumber !== undefined) connection.run(boxNumberSql.bind, inviteId, site, invite.boxNumber);
    });
  }

  async findInvite(inviteId: string): Promise<Invite | undefined> {
    const row = this.#context.connection.one(fleetSql.findInvite, inviteId);
    if (row === undefined) return undefined;
    const { site, proofKey, expiresMilliseconds, spentBy } = row;
    return { inviteId, site: site as SiteCode, proofKey, expiresMilliseconds, ...(spentBy !== null && { spentBy }) };
  }

  /** Rule E3: one transaction decides; of two requests at once the second finds the invite spent. */
  async spendInvite(command: SpendInvite): Promise<SpendOutcome> {
    const { connection } = this.#context;
    return transaction(connection, (): SpendOutcome => {
      const invite = connection.one(fleetSql.findInvite, command.inviteId);
      if (invite === undefined) return { kind: 'unknown' };
      if (invite.spentBy !== null) {
        if (invite.spentBy !== command.keyFingerprint || invite.certificatePem === null) return { kind: 'other-key' };
        if (!hasTunnels(connection, invite.site as SiteCode, command.tunnels)) return { kind: 'other-key' };
        return { kind: 'again', certificatePem: invite.certificatePem };
      }
      const at = Math.floor(command.atMilliseconds);
      if (invite.expiresMilliseconds <= at) return { kind: 'expired' };
      const { keyFingerprint, certificatePem, certificateFingerprint, expiresMilliseconds = null } = command;
      connection.run(fleetSql.spendInvite, keyFingerprint, certificatePem, at, command.inviteId);
      connection.run(certificateSql.endAll, at, 'replaced', null, null, invite.site, at);
      const named = [certificateFingerprint, invite.site, at, 'enrolled', keyFingerprint] as const;
      connection.run(certificateSql.add, ...named, expiresMilliseconds, certificatePem);
      // A new box by a person's word: whoever spoke for the site before does no more.
      connection.run(leaseSql.forgetOf, invite.site);
      connection.run(leaseSql.forgetRefusedOf, invite.site);
      connection.run(fleetSql.setState, 'active', invite.site);
      const { tunnels = { subnet: '', keys: [] } } = command;
      if (tunnels.keys.length === 0) connection.run(tunnelSql.retire, at, invite.site);
      else grantTunnels(connection, invite.site as SiteCode, tunnels, at);
      return { kind: 'spent', certificatePem: command.certificatePem };
    });
  }

  async tunnels(): Promise<readonly Tunnel[]> {
    return this.#context.connection.all(tunnelSql.live).map(({ site, link, publicKey, address }) => ({
      ...{ site: site as SiteCode, link: link as LinkName, publicKey, address },
    }));
  }

  async siteOfCertificate(fingerprint: string): Promise<SiteCode | undefined> {
    const { connection, now } = this.#context;
    const at = Math.floor(now());
    return connection.one(fleetSql.siteOfCertificate, fingerprint, at, at)?.site as SiteCode | undefined;
  }

  async revokeSite(code: SiteCode, atMilliseconds: number, { by, note }: RevokedBy = {}): Promise<void> {
    const { connection } = this.#context;
    const at = Math.floor(atMilliseconds);
    transaction(connection, () => {
      this.#known(code);
      connection.run(certificateSql.endAll, at, 'revoked', by ?? null, note ?? null, code, at);
      connection.run(fleetSql.endUnspentInvites, at, 'revoked', code);
      connection.run(tunnelSql.retire, at, code);
      connection.run(fleetSql.setState, 'revoked', code);
    });
  }

  async noteSeen(code: SiteCode, link: LinkName, atMilliseconds: number): Promise<void> {
    this.#context.connection.run(fleetSql.setSeen, Math.floor(atMilliseconds), link, code);
  }

  async noteHeads(code: SiteCode, heads: readonly LaneCursor[]): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      const { epoch } = this.#known(code);
      for (const { lane, seq } of heads) {
        const stream = openStream(connection, { direction: 'up', site: code, epoch, lane });
        if (stream.headSeq !== seq) connection.run(streamSql.noteHead, seq, stream.id);
      }
    });
  }

  async noteReport({ site, link, lanes, atMilliseconds }: SiteReport): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      const { epoch } = this.#known(site);
      for (const { lane, headSeq, oldestPendingMilliseconds } of lanes) {
        const { id } = openStream(connection, { direction: 'up', site, epoch, lane });
        connection.run(streamSql.noteReport, headSeq, oldestPendingMilliseconds, id);
      }
      connection.run(fleetSql.setSeen, Math.floor(atMilliseconds), link, site);
    });
  }

  async noteEvent(event: NewFleetEvent): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => addEvent(connection, event));
  }

  async events(query: FleetEventQuery): Promise<readonly FleetEvent[]> {
    return readEvents(this.#context.connection, query);
  }

  async newestEventId(): Promise<number> {
    return this.#context.connection.one(eventSql.newestId)?.id ?? 0;
  }

  async eventsAfter(id: number): Promise<EventsAfter> {
    return readEventsAfter(this.#context.connection, id);
  }

  async progress(): Promise<readonly SiteProgress[]> {
    return readProgress(this.#context.connection);
  }

  /** @throws Problem `not-found` */
  #known(code: string): Site {
    const row = this.#context.connection.one(fleetSql.find, code);
    if (row === undefined) throw new Problem('not-found', 'site');
    return siteOf(row);
  }

  /** A code that was never given: rows of sites are never removed. */
  #newCode(): string {
    for (let attempt = 0; attempt < 10_000; attempt += 1) {
      const code = [...this.#context.randomBytes(3)].map((byte) => crockfordAlphabet[byte % 32]).join('');
      if (code === hubCode || !isSiteCodeSafe(code as SiteCode)) continue;
      if (this.#context.connection.one(fleetSql.find, code) === undefined) return code;
    }
    throw new Problem('internal', 'no free site code was found');
  }
}
