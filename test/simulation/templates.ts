import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '../../journal/open.js';
import { migrate, migrations, migrationsOf } from '../../journal/schema/migrations.js';
import { openDatabase } from '../../journal/sqlite/open-database.js';
import { hubCode, type SiteCode } from '../../protocol/ids.js';
import { seededRandom } from '../support/seeded-random.js';
import { type Place, WarmDatabases } from './warm-databases.js';

export const databaseKey = 'a1'.repeat(32);

/** A hub that knows its sites. */
export interface HubTemplate {
  readonly folder: string;
  readonly sites: readonly SiteCode[];
}

/** Databases made once and copied for each run: migrations and the registering of sites are no part of a run. */
export class Templates {
  readonly folder: string;
  readonly #hubs = new Map<number, HubTemplate>();
  readonly #site: string;
  readonly #places: WarmDatabases;

  /** @param base where files are cheap: a file system in memory */
  constructor(base: string) {
    this.folder = mkdtempSync(join(base, 'carnet-simulation-'));
    this.#site = this.#makeSite();
    this.#places = new WarmDatabases(this.folder);
  }

  /** The empty database of a site. */
  get site(): string {
    return this.#site;
  }

  /** A folder with an empty database of a site, or with the database of a hub. */
  takePlace(hub?: HubTemplate): Place {
    return this.#places.take(hub?.folder ?? this.#site);
  }

  giveBack(place: Place): void {
    this.#places.giveBack(place);
  }

  async hub(siteCount: number): Promise<HubTemplate> {
    const known = this.#hubs.get(siteCount) ?? (await this.#makeHub(siteCount));
    this.#hubs.set(siteCount, known);
    return known;
  }

  remove(): void {
    this.#places.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #makeSite(): string {
    const folder = join(this.folder, 'site');
    mkdirSync(folder);
    const file = join(folder, 'journal.db');
    const options = { file, key: databaseKey, cipher: 'aegis', migrationMax: migrations.length } as const;
    const connection = openDatabase(options);
    migrate(connection, 0, migrationsOf('site'));
    connection.close();
    return folder;
  }

  async #makeHub(siteCount: number): Promise<HubTemplate> {
    const folder = join(this.folder, `hub-${siteCount}`);
    mkdirSync(folder);
    const random = seededRandom(siteCount);
    const journal = openJournal({
      ...{ file: join(folder, 'journal.db'), key: databaseKey, role: 'hub', site: hubCode, epoch: 1 },
      now: () => 0,
      randomBytes: (length) => Uint8Array.from({ length }, () => random.below(256)),
    });
    const sites: SiteCode[] = [];
    for (let number = 0; number < siteCount; number += 1) {
      const { code } = await journal.fleet.addSite({
        name: `s${number}`,
        region: '',
        links: [],
        createdMilliseconds: 0,
      });
      const invite = { inviteId: code, site: code, proofKey: '', expiresMilliseconds: 1 };
      await journal.fleet.addInvite(invite);
      await journal.fleet.spendInvite({
        ...{ inviteId: code, keyFingerprint: code, certificatePem: '', atMilliseconds: 0 },
        certificateFingerprint: fingerprintOf(code),
      });
      sites.push(code);
    }
    journal.close();
    return { folder, sites };
  }
}

/** Stands for the fingerprint of a site's certificate. */
export function fingerprintOf(site: SiteCode): string {
  return `certificate of ${site}`;
}

/** A file system in memory where there is one. */
export async function cheapFolder(): Promise<string> {
  return access('/dev/shm').then(
    () => '/dev/shm',
    () => tmpdir(),
  );
}
