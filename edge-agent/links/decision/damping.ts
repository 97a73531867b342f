import { decisionLimits } from './decision-limits.js';

/** How much a link is held against its failures (RFC 2439). */
export interface Damping {
  readonly penalty: number;
  readonly atMilliseconds: number;
  readonly suppressed: boolean;
  /** How long it must be clean before it is used again. */
  readonly cleanMilliseconds: number;
}

const { penaltyReuse, penaltyHalfLifeMilliseconds, suppressMillisecondsMax } = decisionLimits;
/** What decays to reuse within the longest time of suppression. */
const penaltyMax = penaltyReuse * 2 ** (suppressMillisecondsMax / penaltyHalfLifeMilliseconds);

export const noDamping: Damping = {
  ...{ penalty: 0, atMilliseconds: 0, suppressed: false },
  cleanMilliseconds: decisionLimits.cleanMillisecondsMin,
};

export function penaltyAt({ penalty, atMilliseconds }: Damping, at: number): number {
  return penalty === 0 ? 0 : penalty * 2 ** ((atMilliseconds - at) / penaltyHalfLifeMilliseconds);
}

export function noteFailure(damping: Damping, at: number): Damping {
  const { penaltyFailure, penaltySuppress, cleanMillisecondsMin, cleanGrowth } = decisionLimits;
  const penalty = Math.min(penaltyMax, penaltyAt(damping, at) + penaltyFailure);
  const clean = cleanMillisecondsMin * cleanGrowth ** (penalty / penaltyFailure - 1);
  return {
    penalty,
    atMilliseconds: at,
    suppressed: damping.suppressed || penalty >= penaltySuppress,
    cleanMilliseconds: Math.min(suppressMillisecondsMax, clean),
  };
}

/** A failure that was not the link's is taken back. */
export function excuse(damping: Damping, at: number): Damping {
  const penalty = Math.max(0, penaltyAt(damping, at) - decisionLimits.penaltyFailure);
  return { ...noDamping, penalty, atMilliseconds: at };
}

export function isSuppressed(damping: Damping, at: number): boolean {
  return damping.suppressed && penaltyAt(damping, at) >= penaltyReuse;
}
