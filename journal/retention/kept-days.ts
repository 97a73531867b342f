import { type RetentionKind, retentionRules } from '../../record/privacy/retention.js';
import { retentionSql } from '../sql/retention.js';
import type { Connection } from '../sqlite/connection.js';

const dayMilliseconds = 24 * 3_600_000;

/** For how many days a node keeps a kind. */
export function keptDays(connection: Connection, kind: RetentionKind): number {
  return connection.one(retentionSql.days, kind)?.days ?? retentionRules[kind].daysDefault;
}

export function keptMilliseconds(connection: Connection, kind: RetentionKind): number {
  return keptDays(connection, kind) * dayMilliseconds;
}
