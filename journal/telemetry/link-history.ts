import type { LinkSamples, TelemetryRun } from '../../protocol/control/link-samples.js';
import type { LinkSamplesKept } from '../../protocol/control/link-samples-kept.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { KeptDecision } from '../../protocol/telemetry/kept-decision.js';
import type { LinkSample, MeasuredSample, Resolution } from '../../protocol/telemetry/link-sample.js';

/**
 * What links have shown, and what was decided about them (rules L30, L31). It may be lost at any time: a file that is
 * missing or damaged is made anew. Every implementation passes `test/journal/telemetry/link-history.contract.ts`.
 */
export interface LinkHistory {
  /** The samples of a site from a moment on, by time and then link. */
  samples(query: SampleQuery): Promise<readonly LinkSample[]>;
  /** The newest first. */
  decisions(query: { readonly site: SiteCode; readonly count: number }): Promise<readonly KeptDecision[]>;
  /** Drops what is older than it is kept for, and what a clock that was set back has left in the future. */
  prune(nowMilliseconds: number): Promise<void>;
  close(): void;
}

export interface SampleQuery {
  readonly site: SiteCode;
  readonly resolution: Resolution;
  /** Milliseconds since 1970. */
  readonly from: number;
}

/** Where it is measured. */
export interface SiteLinkHistory extends LinkHistory {
  /** Keeps samples of 10 s, and rolls up what is over by then. */
  record(samples: readonly MeasuredSample[], nowMilliseconds: number): Promise<void>;
  noteDecision(decision: KeptDecision): Promise<void>;
  /** What the hub has not kept yet, the oldest first, at most so many of each sequence. */
  unsent(query: UnsentQuery): Promise<Unsent>;
  /** How far the hub is, in its own word; it may be behind what it once said, when its file was made anew. */
  noteKept(kept: LinkSamplesKept): Promise<void>;
}

export interface UnsentQuery {
  readonly nowMilliseconds: number;
  readonly decisions: number;
  readonly coarse: number;
  readonly fine: number;
}

export type Unsent = Pick<LinkSamples, 'history'> & {
  readonly decisions: TelemetryRun<KeptDecision>;
  readonly coarse: TelemetryRun<LinkSample>;
  readonly fine: TelemetryRun<LinkSample>;
};

/** Where it is told of all sites. */
export interface HubLinkHistory extends LinkHistory {
  /** Keeps what is new of a message, in one transaction with how far each sequence is then (rule L33). */
  take(site: SiteCode, message: LinkSamples, nowMilliseconds: number): Promise<Taken>;
}

export interface Taken {
  readonly kept: LinkSamplesKept;
  /** Items that are older than anything is kept, or lie in the future. */
  readonly dropped: number;
}
