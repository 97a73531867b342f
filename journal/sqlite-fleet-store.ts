import { crockfordAlphabet } from '../protocol/check-characters.js';
import type { LaneCursor } from '../protocol/control/durability.js';
import { hubCode, type LinkName, type SiteCode } from '../protocol/ids.js';
import { Problem } from '../protocol/problem.js';
import { isSiteCodeSafe } from '../record/identity/health-id.js';
import type { JournalContext } from './context.js';
import { addEvent, readEvents } from './event-log.js';
import type { FleetEvent, FleetEventQuery, NewFleetEvent } from './fleet-events.js';
import type {
  FleetStore,
  Invite,
  NewSite,
  Site,
  SiteLink,
  SiteProgress,
  SiteReport,
  SpendInvite,
  SpendOutcome,
  Tunnel,
} from './fleet-store.js';
import { readNode } from './node-state.js';
import { digestSql } from './sql/digests.js';
import { fleetSql, type SiteRow } from './sql/fleet.js';
import { leaseSql } from './sql/leases.js';
import { streamSql } from './sql/streams.js';
import { tunnelSql } from './sql/tunnels.js';
import { transaction } from './sqlite/transaction.js';
import { openStream, streamsOf } from './streams.js';
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

  async addInvite(invite: Invite): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      this.#known(invite.site);
      connection.run(fleetSql.removeUnspentInvites, invite.site);
      const expires = Math.floor(invite.expiresMilliseconds);
      connection.run(fleetSql.addInvite, invite.inviteId, invite.site, invite.proofKey, expires);
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
      connection.run(fleetSql.spendInvite, command.keyFingerprint, command.certificatePem, command.inviteId);
      connection.run(fleetSql.retireCertificates, at, invite.site);
      connection.run(fleetSql.addCertificate, command.certificateFingerprint, invite.site, at);
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
    return this.#context.connection.one(fleetSql.siteOfCertificate, fingerprint)?.site as SiteCode | undefined;
  }

  async revokeSite(code: SiteCode, atMilliseconds: number): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      this.#known(code);
      connection.run(fleetSql.retireCertificates, Math.floor(atMilliseconds), code);
      connection.run(fleetSql.removeUnspentInvites, code);
      connection.run(tunnelSql.retire, Math.floor(atMilliseconds), code);
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

  async progress(): Promise<readonly SiteProgress[]> {
    const { hubEpoch } = readNode(this.#context.connection);
    return this.#context.connection.all(fleetSql.list).map((row) => this.#progressOf(siteOf(row), hubEpoch));
  }

  #progressOf(site: Site, hubEpoch: number): SiteProgress {
    const { connection } = this.#context;
    const up = streamsOf(connection, { direction: 'up', site: site.code, epoch: site.epoch });
    const down = streamsOf(connection, { direction: 'dn', site: site.code, epoch: hubEpoch });
    const proved = connection.one(digestSql.proof, site.code)?.milliseconds ?? undefined;
    return {
      site,
      ...(proved !== undefined && { provedMilliseconds: proved }),
      towards: down.map(({ lane, row }) => {
        const pending = row === undefined ? 0 : row.seq - row.durableSeq;
        const oldest = row && pending > 0 && connection.one(streamSql.receivedAt, row.id, row.durableSeq + 1);
        return { lane, pending, ...(oldest && { oldestPendingMilliseconds: oldest.milliseconds }) };
      }),
      from: up.map(({ lane, row }) => ({
        lane,
        durableSeq: row?.seq ?? 0,
        headSeq: Math.max(row?.headSeq ?? 0, row?.seq ?? 0),
        // What was waiting has come when the head has.
        ...(row !== undefined &&
          row.headSeq > row.seq &&
          row.waitingSinceMilliseconds > 0 && { oldestPendingMilliseconds: row.waitingSinceMilliseconds }),
      })),
      records: connection.one(fleetSql.recordsOf, site.code)?.records ?? 0,
    };
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

function siteOf(row: SiteRow): Site {
  const { name, region, state, epoch, createdMilliseconds, seenMilliseconds, seenLink, clonedMilliseconds } = row;
  return {
    ...{ code: row.code as SiteCode, name, region, state, epoch, createdMilliseconds },
    links: JSON.parse(row.links) as SiteLink[],
    ...(seenMilliseconds !== null && { lastSeenMilliseconds: seenMilliseconds }),
    ...(clonedMilliseconds !== null && { clonedMilliseconds }),
    ...(seenLink !== null && { lastLink: seenLink as LinkName }),
  };
}
