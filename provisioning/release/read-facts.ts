import { attachmentMigrations } from '../../journal/attachments/migrations.js';
import { migrations, schemaFactsOf } from '../../journal/schema/migrations.js';
import { telemetryMigrations } from '../../journal/telemetry/migrations.js';
import type { ReleaseSchema } from './manifest.js';

/** What this program makes of a node's databases. */
export function thisSchema(): ReleaseSchema {
  return {
    journal: schemaFactsOf(migrations),
    attachments: schemaFactsOf(attachmentMigrations),
    telemetry: schemaFactsOf(telemetryMigrations),
  };
}
