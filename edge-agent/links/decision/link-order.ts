import type { LinkName } from '../../../protocol/ids.js';
import type { Lane } from '../../../protocol/lane.js';
import type { DecisionReason } from '../../../protocol/links/decision-reasons.js';
import type { LinkCauseCode } from '../../../protocol/links/link-causes.js';
import type { Signal } from '../../../protocol/links/link-signal.js';
import type { LinkCondition } from './link-state.js';

/** The figures of a link that a decision rests on. */
export interface LinkEvidence {
  readonly link: LinkName;
  readonly condition: LinkCondition;
  readonly session: 'up' | 'down';
  readonly cause: LinkCauseCode;
  /** Share of the latest probes that were lost, 0 to 1; undefined before the first one. */
  readonly lossFraction: number | undefined;
  /** Of the latest probes, and as it usually is. */
  readonly roundTripMilliseconds: number | undefined;
  readonly usualMilliseconds: number | undefined;
  /** How long nothing was heard of it. */
  readonly silentMilliseconds: number | undefined;
  readonly penalty: number;
  /** What its equipment says of itself. */
  readonly signal?: Signal;
}

/** Lanes go to another link, and why. */
export interface Decision {
  readonly atMilliseconds: number;
  readonly lanes: readonly Lane[];
  readonly from: LinkName | undefined;
  /** `undefined`: they wait. */
  readonly to: LinkName | undefined;
  readonly reason: DecisionReason;
  readonly evidence: readonly LinkEvidence[];
}

/** Which link each lane goes over; a lane without one waits. */
export type LaneLinks = ReadonlyMap<Lane, LinkName>;

export type LinkOrder =
  | {
      readonly kind: 'probe';
      readonly link: LinkName;
      readonly count: number;
      readonly spacingMilliseconds: number;
    }
  /** Ask the hub over the session of the link whether it is there; its answer is told as `replied`. */
  | { readonly kind: 'ask'; readonly link: LinkName }
  /** Hold a session over the link: open one, and open it again whenever it ends. */
  | { readonly kind: 'open'; readonly link: LinkName }
  /** Do not. */
  | { readonly kind: 'release'; readonly link: LinkName }
  /** The session that is open over the link is dead: end it, and open another. */
  | { readonly kind: 'renew'; readonly link: LinkName }
  | { readonly kind: 'lanes'; readonly lanes: LaneLinks; readonly decisions: readonly Decision[] };
