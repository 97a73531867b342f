import type { LinkName } from '../ids.js';
import type { Lane } from '../lane.js';
import type { DecisionReason } from '../links/decision-reasons.js';
import type { LinkCauseCode } from '../links/link-causes.js';
import type { Signal } from '../links/link-signal.js';

export const linkConditions = ['sound', 'shaky', 'slow', 'lossy', 'down'] as const;
export const trafficClassNames = ['urgent', 'clinical', 'bulk'] as const;

/** The figures of a link that a decision rests on; `null` where there was none yet. */
export interface KeptEvidence {
  readonly link: LinkName;
  readonly condition: (typeof linkConditions)[number];
  readonly session: 'up' | 'down';
  readonly cause: LinkCauseCode;
  /** 0 to 1, to a thousandth. */
  readonly lossFraction: number | null;
  readonly roundTripMilliseconds: number | null;
  readonly usualMilliseconds: number | null;
  readonly silentMilliseconds: number | null;
  readonly penalty: number;
  /** What its equipment said of itself. */
  readonly signal: Signal | null;
}

/** Lanes went to another link, and why (rules L18, L31). */
export interface KeptDecision {
  /** Milliseconds since 1970, by the site's clock. */
  readonly at: number;
  /** The most urgent class that moved. */
  readonly traffic: (typeof trafficClassNames)[number];
  /** All lanes that moved. */
  readonly lanes: readonly Lane[];
  /** `null`: they waited. */
  readonly from: LinkName | null;
  /** `null`: they wait. */
  readonly to: LinkName | null;
  readonly reason: DecisionReason;
  readonly evidence: readonly KeptEvidence[];
}
