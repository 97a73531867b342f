import { telemetrySchema } from '../schema/telemetry.js';

/** Of the database of telemetry, which has its own numbers; forward only (rule J4). */
export const telemetryMigrations: readonly string[] = [telemetrySchema];
