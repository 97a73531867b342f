import { Problem } from '../../protocol/problem.js';
import type { Connection } from '../sqlite/connection.js';
import { sql } from '../sqlite/named-sql.js';
import { transaction } from '../sqlite/transaction.js';
import { alertSchema } from './alert.js';
import { availabilitySchema } from './availability.js';
import { backupSchema } from './backup.js';
import { bootstrapSchema } from './bootstrap.js';
import { bootstrapOwnSchema } from './bootstrap-own.js';
import { cardKeySchema } from './card-key.js';
import { carriedFeedSchema } from './carried-feed.js';
import { certificateSchema } from './certificate.js';
import { earlierFeedSchema } from './earlier-feed.js';
import { earlierFeedHeldSchema } from './earlier-feed-held.js';
import { epochSchema } from './epoch.js';
import { eventSchema } from './event.js';
import { factsSchema } from './facts.js';
import { firstSchema, hubSchema, peopleSchema, searchSchema } from './first.js';
import { keyShareSchema } from './key-share.js';
import { mergeSchema } from './merge.js';
import { orderSchema } from './orders.js';
import { poisonSchema } from './poison.js';
import { proofSchema } from './proof.js';
import { remoteSchema } from './remote.js';
import { returnedVersionSchema } from './returned-version.js';
import { searchFileSchema } from './search-file.js';
import { secondSchema } from './second.js';
import { selfTestSchema } from './self-test.js';
import { snapshotsSchema } from './snapshots.js';
import { tunnelSchema } from './tunnel.js';

/** What a migration runs: the same text at both ends, or one for each. */
export type Migration = string | Readonly<Record<NodeRole, string>>;
export type NodeRole = 'site' | 'hub';

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
];

/** The migrations of a journal, as its node runs them. */
export function migrationsOf(role: NodeRole): readonly string[] {
  return migrations.map((migration) => (typeof migration === 'string' ? migration : migration[role]));
}

const versionTable =
  'CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, milliseconds INTEGER NOT NULL) STRICT';

export const migrationSql = {
  newest: sql<{ version: number }>('SELECT version FROM migration ORDER BY version DESC LIMIT 1'),
  add: sql('INSERT INTO migration (version, milliseconds) VALUES (?, ?)'),
};

/**
 * Runs what is missing, each migration in one transaction with its version row.
 * @throws Problem `database-version` when a newer program has been here
 */
export function migrate(connection: Connection, nowMilliseconds: number, list: readonly string[]): void {
  connection.execute(versionTable);
  const newest = connection.one(migrationSql.newest)?.version ?? 0;
  if (newest > list.length) throw new Problem('database-version', `made by migration ${newest}`);
  list.slice(newest).forEach((text, index) => {
    transaction(connection, () => {
      connection.execute(text);
      connection.run(migrationSql.add, newest + index + 1, Math.floor(nowMilliseconds));
    });
  });
}
