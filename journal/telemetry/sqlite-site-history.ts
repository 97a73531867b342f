import type { TelemetryRun } from '../../protocol/control/link-samples.js';
import type { LinkSamplesKept } from '../../protocol/control/link-samples-kept.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { KeptDecision } from '../../protocol/telemetry/kept-decision.js';
import { type MeasuredSample, rawMilliseconds } from '../../protocol/telemetry/link-sample.js';
import { type HistoryRow, telemetrySql } from '../sql/telemetry.js';
import type { Connection } from '../sqlite/connection.js';
import type { SampleQuery, SiteLinkHistory, Unsent, UnsentQuery } from './link-history.js';
import { decisionOf, pruneSite, readDecisions, readSamples } from './read-history.js';
import { fineToldMillisecondsMax } from './retention.js';
import { rollUpDue, streams } from './roll-up-due.js';
import { sampleOf, valuesOfMeasured } from './sample-rows.js';
import type { TelemetryFile } from './telemetry-file.js';

/** {@link SiteLinkHistory} over the site's file of telemetry. */
export class SqliteSiteHistory implements SiteLinkHistory {
  readonly #file: TelemetryFile;
  readonly #site: SiteCode;

  constructor(file: TelemetryFile, site: SiteCode) {
    this.#file = file;
    this.#site = site;
  }

  async record(samples: readonly MeasuredSample[], nowMilliseconds: number): Promise<void> {
    this.#file.run((connection) => {
      for (const sample of samples) {
        connection.run(telemetrySql.addSample, ...valuesOfMeasured(this.#site, rawMilliseconds, sample, undefined));
      }
      rollUpDue(connection, this.#site, nowMilliseconds);
    });
  }

  async noteDecision(decision: KeptDecision): Promise<void> {
    this.#file.run((connection) => {
      const { lastDecision, lastCoarse, lastFine } = historyOf(connection);
      const detail = JSON.stringify(decision);
      connection.run(telemetrySql.addDecision, this.#site, Math.floor(decision.at), lastDecision + 1, detail);
      connection.run(telemetrySql.setLast, lastDecision + 1, lastCoarse, lastFine);
    });
  }

  async unsent(query: UnsentQuery): Promise<Unsent> {
    return this.#file.run((connection) => {
      const history = historyOf(connection);
      const decisions = connection
        .all(telemetrySql.sendableDecisions, history.keptDecision, query.decisions)
        .map(({ sequence, detail }) => ({ sequence, item: decisionOf(detail) }));
      const samplesOf = (stream: number, kept: number, since: number, count: number) =>
        connection
          .all(telemetrySql.sendable, stream, kept, Math.floor(since), count)
          .map((row) => ({ sequence: row.sequence, item: sampleOf(row) }));
      const fineSince = query.nowMilliseconds - fineToldMillisecondsMax;
      return {
        history: history.name,
        decisions: runOf(decisions, history.keptDecision),
        coarse: runOf(samplesOf(streams.coarse, history.keptCoarse, 0, query.coarse), history.keptCoarse),
        fine: runOf(samplesOf(streams.fine, history.keptFine, fineSince, query.fine), history.keptFine),
      };
    });
  }

  async noteKept(kept: LinkSamplesKept): Promise<void> {
    this.#file.run((connection) => {
      const { name, lastDecision, lastCoarse, lastFine } = historyOf(connection);
      if (kept.history !== name) return;
      const [decisions, coarse, fine] = [
        Math.min(kept.decisions, lastDecision),
        Math.min(kept.coarse, lastCoarse),
        Math.min(kept.fine, lastFine),
      ];
      connection.run(telemetrySql.setKept, decisions, coarse, fine);
    });
  }

  async samples(query: SampleQuery) {
    return this.#file.run((connection) => readSamples(connection, query));
  }

  async decisions({ site, count }: { readonly site: SiteCode; readonly count: number }) {
    return this.#file.run((connection) => readDecisions(connection, site, count));
  }

  async prune(nowMilliseconds: number): Promise<void> {
    this.#file.run((connection) => pruneSite(connection, this.#site, nowMilliseconds));
  }

  close(): void {
    this.#file.close();
  }
}

/** There is always one: it is made with the file. */
function historyOf(connection: Connection): HistoryRow {
  const row = connection.one(telemetrySql.history);
  if (row === undefined) throw new Error('the file of telemetry has no name');
  return row;
}

/** What is missing between what the hub has kept and the first one here will never come. */
function runOf<Item>(
  rows: readonly { readonly sequence: number; readonly item: Item }[],
  kept: number,
): TelemetryRun<Item> {
  const from = rows[0]?.sequence ?? 0;
  // A gap within: only what stands before it is dense.
  const dense = rows.filter(({ sequence }, index) => sequence === from + index);
  return { from, isOldest: from > kept + 1, items: dense.map(({ item }) => item) };
}
