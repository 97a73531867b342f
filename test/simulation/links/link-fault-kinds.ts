/** What happens to links; none may be missing from a whole run. */
export const linkFaultKinds = [
  'blackhole',
  'one-way-up',
  'one-way-down',
  'brownout-loss',
  'brownout-slow',
  'flap',
  'unreachable',
  'no-credit',
  'shared-fate',
  'second-cut',
  'all-links-dead',
  'budget-spent',
  'probes-blocked',
  'claim-lost',
  'claim-late',
  'crash-idle',
  'crash-before-receipt',
  'crash-inside-commit',
  'crash-after-commit',
  'hub-restart',
  'site-replaced',
  'standby-warm',
  'standby-cold',
  'standby-asleep',
  'bulk-allowed',
  'bulk-sent',
  'lanes-moved',
] as const;

export type LinkFaultKind = (typeof linkFaultKinds)[number];

/** Mistakes that are planted between the engine and what it speaks with; each must be found. */
export const linkPlants = [
  /** A claim that was lost is never said again. */
  'claim-not-repeated',
  /** A claim that comes late takes the lanes back. */
  'late-claim-wins',
  /** Probes that nobody answered count as answered. */
  'silence-ignored',
  /** A link that is paid by the byte is taken for one that is not. */
  'metered-forgotten',
] as const;

export type LinkPlant = (typeof linkPlants)[number];
