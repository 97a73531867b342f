import type { SiteCode } from '../../protocol/ids.js';
import type { KeptDecision } from '../../protocol/telemetry/kept-decision.js';
import type { LinkSample } from '../../protocol/telemetry/link-sample.js';
import { telemetrySql } from '../sql/telemetry.js';
import type { Connection } from '../sqlite/connection.js';
import type { SampleQuery } from './link-history.js';
import { decisionsKeptMilliseconds, futureMillisecondsMax, keptMilliseconds, keptResolutions } from './retention.js';
import { sampleOf } from './sample-rows.js';

/** What both ends do alike. */
export function readSamples(connection: Connection, { site, resolution, from }: SampleQuery): readonly LinkSample[] {
  return connection.all(telemetrySql.samples, site, resolution, Math.floor(from)).map(sampleOf);
}

export function readDecisions(connection: Connection, site: SiteCode, count: number): readonly KeptDecision[] {
  return connection.all(telemetrySql.decisions, site, count).map(({ detail }) => decisionOf(detail));
}

export function decisionOf(detail: string): KeptDecision {
  return JSON.parse(detail) as KeptDecision;
}

export function pruneSite(connection: Connection, site: string, nowMilliseconds: number): void {
  const future = Math.floor(nowMilliseconds + futureMillisecondsMax);
  for (const resolution of keptResolutions) {
    const before = Math.floor(nowMilliseconds - keptMilliseconds[resolution]);
    connection.run(telemetrySql.dropSamples, site, resolution, before);
    connection.run(telemetrySql.dropFuture, site, resolution, future);
  }
  connection.run(telemetrySql.dropDecisions, site, Math.floor(nowMilliseconds - decisionsKeptMilliseconds));
  connection.run(telemetrySql.dropFutureDecisions, site, future);
}
