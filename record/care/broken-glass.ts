/** Why somebody opens the record of a patient whom they do not care for: a closed list, so that no clinical word gets into the audit. */
export const glassReasons = ['emergency', 'not-checked-in', 'advice', 'follow-up'] as const;
export type GlassReason = (typeof glassReasons)[number];

/** What the review came to. */
export const glassVerdicts = ['justified', 'to-discuss', 'unjustified'] as const;
export type GlassVerdict = (typeof glassVerdicts)[number];

/** How long the record stays open. */
export const glassMillisecondsMax = 60 * 60_000;

export function isGlassReason(value: unknown): value is GlassReason {
  return glassReasons.some((each) => each === value);
}

export function isGlassVerdict(value: unknown): value is GlassVerdict {
  return glassVerdicts.some((each) => each === value);
}
