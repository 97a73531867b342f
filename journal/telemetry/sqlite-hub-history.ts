import type { LinkSamples, TelemetryRun } from '../../protocol/control/link-samples.js';
import type { SiteCode } from '../../protocol/ids.js';
import { telemetrySql } from '../sql/telemetry.js';
import type { HubLinkHistory, SampleQuery, Taken } from './link-history.js';
import { pruneSite, readDecisions, readSamples } from './read-history.js';
import { decisionsKeptMilliseconds, futureMillisecondsMax, keptMilliseconds } from './retention.js';
import { valuesOfTold } from './sample-rows.js';
import type { TelemetryFile } from './telemetry-file.js';

/** {@link HubLinkHistory} over the hub's file of telemetry. */
export class SqliteHubHistory implements HubLinkHistory {
  readonly #file: TelemetryFile;

  constructor(file: TelemetryFile) {
    this.#file = file;
  }

  async take(site: SiteCode, message: LinkSamples, nowMilliseconds: number): Promise<Taken> {
    const { history } = message;
    return this.#file.run((connection) => {
      const known = connection.one(telemetrySql.kept, site);
      const before = known?.history === history ? known : { decisions: 0, coarse: 0, fine: 0 };
      let dropped = 0;
      const isKept = (at: number, forMilliseconds: number) => {
        const kept = at >= nowMilliseconds - forMilliseconds && at <= nowMilliseconds + futureMillisecondsMax;
        if (!kept) dropped += 1;
        return kept;
      };
      for (const decision of newOf(message.decisions, before.decisions)) {
        if (!isKept(decision.at, decisionsKeptMilliseconds)) continue;
        connection.run(telemetrySql.addDecision, site, decision.at, null, JSON.stringify(decision));
      }
      const samples = [...newOf(message.coarse, before.coarse), ...newOf(message.fine, before.fine)];
      for (const sample of samples) {
        if (!isKept(sample.at, keptMilliseconds[sample.resolution])) continue;
        connection.run(telemetrySql.addSample, ...valuesOfTold(site, sample));
      }
      const kept = {
        decisions: reach(message.decisions, before.decisions),
        coarse: reach(message.coarse, before.coarse),
        fine: reach(message.fine, before.fine),
      };
      connection.run(telemetrySql.setSiteKept, site, history, kept.decisions, kept.coarse, kept.fine);
      return { kept: { kind: 'link-samples-kept' as const, history, ...kept }, dropped };
    });
  }

  async samples(query: SampleQuery) {
    return this.#file.run((connection) => readSamples(connection, query));
  }

  async decisions({ site, count }: { readonly site: SiteCode; readonly count: number }) {
    return this.#file.run((connection) => readDecisions(connection, site, count));
  }

  async prune(nowMilliseconds: number): Promise<void> {
    this.#file.run((connection) => {
      for (const { site } of connection.all(telemetrySql.sites)) pruneSite(connection, site, nowMilliseconds);
    });
  }

  close(): void {
    this.#file.close();
  }
}

/** Whether a run goes on where the sequence stands here; one that leaves a gap is sent again from there. */
function follows({ from, isOldest, items }: TelemetryRun<unknown>, kept: number): boolean {
  return items.length > 0 && (from <= kept + 1 || isOldest);
}

function newOf<Item>(run: TelemetryRun<Item>, kept: number): readonly Item[] {
  return follows(run, kept) ? run.items.slice(Math.max(0, kept + 1 - run.from)) : [];
}

function reach(run: TelemetryRun<unknown>, kept: number): number {
  return follows(run, kept) ? Math.max(kept, run.from + run.items.length - 1) : kept;
}
