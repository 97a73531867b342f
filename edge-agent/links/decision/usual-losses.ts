import { decisionLimits as limits } from './decision-limits.js';
import type { LinkPlan } from './link-plan.js';

/** What share of its probes a link usually loses. */
export interface UsualLosses {
  /** Gaps count once, however many probes fall into them. */
  readonly share: number;
  /** Of how many probes, as far as it matters. */
  readonly probes: number;
}

/** What is supposed before anything is known; `share`: what an earlier run has learnt. */
export function openUsualLosses(kind: LinkPlan['kind'], share?: number): UsualLosses {
  if (share !== undefined) return { share: Math.min(share, limits.lossUsualShareMax), probes: limits.lossKnownProbes };
  return { share: kind === 'geo' ? limits.lossGeoShare : limits.lossUsualShareMin, probes: 0 };
}

/** What is usual, once it is known well enough to be kept. */
export function knownLossesOf({ share, probes }: UsualLosses): number | undefined {
  return probes >= limits.lossKnownProbes ? share : undefined;
}

/** A mean of all probes at first, then of the last thousands; never more than what a link may lose that is sound. */
export function learnLosses({ share, probes }: UsualLosses, lost: 0 | 1 | -1): UsualLosses {
  const counted = Math.min(limits.lossUsualProbes, probes + 1);
  const step = 1 / (counted + limits.lossPriorProbes);
  // A probe that was answered late after all is taken back.
  const next = lost === -1 ? share - step : share + (lost - share) * step;
  return { share: Math.min(limits.lossUsualShareMax, Math.max(0, next)), probes: counted };
}

/** Log-likelihood ratios of a tenth lost against what is usual: of a probe that was lost, and of one that was answered. */
export function weightsAgainst(usualShare: number): { readonly miss: number; readonly answer: number } {
  const usual = Math.max(limits.lossUsualShareMin, usualShare);
  const { lossShare } = limits;
  return { miss: Math.log(lossShare / usual), answer: Math.log((1 - lossShare) / (1 - usual)) };
}

/** How many of the latest 32 probes a link may have lost that is clean: one, and three times as many as it usually does. */
export function lostCleanMax({ share }: UsualLosses, probes: number): number {
  return 1 + Math.round(3 * share * probes);
}
