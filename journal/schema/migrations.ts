import { Problem } from '../../protocol/problem.js';
import type { Connection } from '../sqlite/connection.js';
import { sql } from '../sqlite/named-sql.js';
import { transaction } from '../sqlite/transaction.js';
import { accountApprovalSchema } from './account-approval.js';
import { accountChangeSchema } from './account-change.js';
import { alertSchema } from './alert.js';
import { auditAnchorSchema } from './audit-anchor.js';
import { availabilitySchema } from './availability.js';
import { backupSchema } from './backup.js';
import { bootstrapSchema } from './bootstrap.js';
import { bootstrapOwnSchema } from './bootstrap-own.js';
import { boxNumberSchema } from './box-number.js';
import { brokenGlassSchema } from './broken-glass.js';
import { bulkExportSchema } from './bulk-export.js';
import { cardKeySchema } from './card-key.js';
import { careSchema } from './care.js';
import { carriedFeedSchema } from './carried-feed.js';
import { certificateSchema } from './certificate.js';
import { confidentialSchema } from './confidential.js';
import { earlierFeedSchema } from './earlier-feed.js';
import { earlierFeedHeldSchema } from './earlier-feed-held.js';
import { epochSchema } from './epoch.js';
import { erasureSchema } from './erasure.js';
import { eventSchema } from './event.js';
import { exportJobSchema } from './export-job.js';
import { factsSchema } from './facts.js';
import { firstSchema, hubSchema, peopleSchema, searchSchema } from './first.js';
import { folderCopySchema } from './folder-copy.js';
import { givenPasswordSchema } from './given-password.js';
import { givenProfilesSchema } from './given-profiles.js';
import { importSchema } from './import.js';
import { keyShareSchema } from './key-share.js';
import { machineTokenSchema } from './machine-token.js';
import { mergeSchema } from './merge.js';
import { orderSchema } from './orders.js';
import { poisonSchema } from './poison.js';
import { proofSchema } from './proof.js';
import { remoteSchema } from './remote.js';
import { restrictionSchema } from './restriction.js';
import { retentionSchema } from './retention.js';
import { returnedVersionSchema } from './returned-version.js';
import { rewritingSchema } from './rewriting.js';
import { searchFileSchema } from './search-file.js';
import { searchPairSchema } from './search-pair.js';
import { secondSchema } from './second.js';
import { secondFactorSchema } from './second-factor.js';
import { securityKeySchema } from './security-key.js';
import { selfTestSchema } from './self-test.js';
import { sessionLockSchema } from './session-lock.js';
import { sessionOriginSchema } from './session-origin.js';
import { signInSchema } from './sign-in.js';
import { snapshotsSchema } from './snapshots.js';
import { subscriptionSchema } from './subscription.js';
import { tunnelSchema } from './tunnel.js';

/** What a migration runs: the same text at both ends, or one for each. */
type MigrationText = string | Readonly<Record<NodeRole, string>>;
export type NodeRole = 'site' | 'hub';

/**
 * A migration, with its `floor` where an earlier program can still open *and write* the result: the number of the oldest
 * migration whose program can (rule U1). Without one, only programs that know the migration itself can.
 */
export type Migration = MigrationText | { readonly text: MigrationText; readonly floor: number };

/** Forward only: a migration is never changed once released; the next one is added at the end (rule J4). */
export const migrations: readonly Migration[] = [
  firstSchema + searchSchema + hubSchema + peopleSchema,
  secondSchema,
  eventSchema,
  snapshotsSchema,
  backupSchema,
  searchFileSchema,
  remoteSchema,
  poisonSchema,
  bootstrapSchema,
  mergeSchema,
  proofSchema,
  epochSchema,
  carriedFeedSchema,
  earlierFeedSchema,
  tunnelSchema,
  bootstrapOwnSchema,
  returnedVersionSchema,
  alertSchema,
  orderSchema,
  earlierFeedHeldSchema,
  factsSchema,
  certificateSchema,
  keyShareSchema,
  selfTestSchema,
  availabilitySchema,
  cardKeySchema,
  { text: boxNumberSchema, floor: 26 },
  { text: searchPairSchema, floor: 26 },
  { text: importSchema, floor: 26 },
  { text: exportJobSchema, floor: 26 },
  { text: machineTokenSchema, floor: 26 },
  { text: bulkExportSchema, floor: 26 },
  { text: subscriptionSchema, floor: 26 },
  { text: auditAnchorSchema, floor: 26 },
  { text: givenProfilesSchema, floor: 26 },
  { text: confidentialSchema, floor: 26 },
  { text: folderCopySchema, floor: 26 },
  { text: secondFactorSchema, floor: 26 },
  { text: erasureSchema, floor: 26 },
  { text: rewritingSchema, floor: 26 },
  { text: sessionLockSchema, floor: 26 },
  { text: careSchema, floor: 26 },
  { text: brokenGlassSchema, floor: 26 },
  { text: securityKeySchema, floor: 26 },
  { text: sessionOriginSchema, floor: 26 },
  { text: signInSchema, floor: 26 },
  { text: restrictionSchema, floor: 26 },
  { text: accountChangeSchema + accountApprovalSchema, floor: 26 },
  { text: givenPasswordSchema, floor: 26 },
  { text: retentionSchema, floor: 26 },
];

/** The number of the migration whose program knows of erasures: the floor of a database that has one (rule W14). */
export const erasureMigration =
  1 + migrations.findIndex((one) => typeof one === 'object' && 'text' in one && one.text === erasureSchema);

/** From this migration on it is known whether files were written anew since an erasure (rule W16). */
export const rewritingMigration =
  1 + migrations.findIndex((one) => typeof one === 'object' && 'text' in one && one.text === rewritingSchema);

/** The migrations of a journal, as its node runs them. */
export function migrationsOf(role: NodeRole): readonly string[] {
  return migrations.map((migration) => {
    const text = typeof migration === 'object' && 'text' in migration ? migration.text : migration;
    return typeof text === 'string' ? text : text[role];
  });
}

/** The floor of each migration, in the same order. */
export function floorsOf(list: readonly Migration[]): readonly number[] {
  return list.map((migration, index) =>
    typeof migration === 'object' && 'floor' in migration ? migration.floor : index + 1,
  );
}

/** What a program brings to a database: the version that it makes of it, and who can still write it then. */
export interface SchemaFacts {
  /** How many migrations it has. */
  readonly version: number;
  /** The least version whose program opens the result. */
  readonly floor: number;
}

export function schemaFactsOf(list: readonly Migration[]): SchemaFacts {
  return { version: list.length, floor: Math.max(0, ...floorsOf(list)) };
}

const versionTables = `
CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, milliseconds INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS migration_floor (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL) STRICT;
`;

export const migrationSql = {
  newest: sql<{ version: number }>('SELECT version FROM migration ORDER BY version DESC LIMIT 1'),
  add: sql('INSERT INTO migration (version, milliseconds) VALUES (?, ?)'),
  floor: sql<{ version: number }>('SELECT version FROM migration_floor WHERE id = 1'),
  raiseFloor: sql(
    `INSERT INTO migration_floor (id, version) VALUES (1, ?)
     ON CONFLICT (id) DO UPDATE SET version = max(version, excluded.version)`,
  ),
};

/**
 * Runs what is missing, each migration in one transaction with its version row and its floor. A database of a newer
 * program is left as it is where that program said that this one may write it.
 * @param floors one for each migration; without, each is its own
 * @throws Problem `database-version` when a newer program has been here, and this one is below its floor
 */
export function migrate(
  connection: Connection,
  nowMilliseconds: number,
  list: readonly string[],
  floors: readonly number[] = [],
): void {
  connection.execute(versionTables);
  const newest = connection.one(migrationSql.newest)?.version ?? 0;
  // Before there were floors, every migration was its own.
  if (connection.one(migrationSql.floor) === undefined) connection.run(migrationSql.raiseFloor, newest);
  const floor = connection.one(migrationSql.floor)?.version ?? newest;
  if (newest > list.length && floor > list.length) {
    throw new Problem('database-version', `made by migration ${newest}, which needs ${floor}`);
  }
  list.slice(newest).forEach((text, index) => {
    const version = newest + index + 1;
    transaction(connection, () => {
      connection.execute(text);
      connection.run(migrationSql.add, version, Math.floor(nowMilliseconds));
      connection.run(migrationSql.raiseFloor, floors[version - 1] ?? version);
    });
  });
}
