import type { ProblemCode } from '../problem.js';

/** How the last upgrade of a site ended (rule U5); a number on the wire is never given twice. */
export const upgradeOutcomes = { ok: 1, 'came-back': 2, refused: 3, stuck: 4 } as const;
export type UpgradeOutcomeName = keyof typeof upgradeOutcomes;
export const upgradeOutcomeNames = Object.keys(upgradeOutcomes) as readonly UpgradeOutcomeName[];

/** What a site says of its program, beside its version (rule U9). */
export interface ProgramFacts {
  /** Version of the database that it makes. */
  readonly schema: number;
  readonly protocol: number;
  /** `null` before the first. */
  readonly upgrade: UpgradeFacts | null;
}

export interface UpgradeFacts {
  /** '' where there was none before. */
  readonly from: string;
  readonly to: string;
  readonly outcome: UpgradeOutcomeName;
  /** Why it was not what was wanted. */
  readonly code: ProblemCode | null;
  /** By the site's own clock, milliseconds since 1970. */
  readonly at: number;
}

/** What operations read of an outcome, in both languages of the house. */
export const upgradeOutcomeWords: Readonly<Record<UpgradeOutcomeName, { readonly fr: string; readonly en: string }>> = {
  ok: { fr: 'réussie', en: 'done' },
  'came-back': {
    fr: 'essayée sans succès, la précédente tourne de nouveau',
    en: 'tried and did not do, the one before runs again',
  },
  refused: { fr: 'refusée, rien n’a été touché', en: 'refused, nothing was touched' },
  stuck: { fr: 'échouée, le site a besoin de quelqu’un', en: 'failed, the site needs somebody' },
};
