import type { LinkName } from '../../../protocol/ids.js';
import { decisionLimits } from './decision-limits.js';
import { type LinkState, nameOf } from './link-state.js';

/** How often two links failed together, and how often one of them alone; the key is their two names in order. */
export type SharedFates = ReadonlyMap<string, { readonly together: number; readonly alone: number }>;

export function fateKey(one: LinkName, other: LinkName): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}

/** Whether two links have failed together often enough to take one's failure for the other's. */
export function shareFate(fates: SharedFates, one: LinkName, other: LinkName): boolean {
  const { together, alone } = fates.get(fateKey(one, other)) ?? { together: 0, alone: 0 };
  const { sharedFateTogetherMin, sharedFateShareMin } = decisionLimits;
  return together >= sharedFateTogetherMin && together / (together + alone) >= sharedFateShareMin;
}

/** Whether both went down within a few seconds. */
export function failedTogether(one: LinkState, other: LinkState): boolean {
  const areDown = one.condition === 'down' && other.condition === 'down';
  return areDown && Math.abs(one.conditionAt - other.conditionAt) <= decisionLimits.togetherMilliseconds;
}

/** Since when every link that was ever up is down, before what has just happened and after it. */
export interface AllDown {
  readonly before: number | undefined;
  readonly since: number | undefined;
}

/**
 * Learns from the failures that are old enough for others to have followed. When everything failed it may have been the
 * hub: nothing is learnt until a link that did not fail shows that it was there, and never when all come back.
 */
export function learnFates(
  fates: SharedFates,
  links: readonly LinkState[],
  { before, since }: AllDown,
  at: number,
): { readonly fates: SharedFates; readonly links: readonly LinkState[] } {
  const isBack = since === undefined && !links.some(({ condition }) => condition === 'down');
  const told = isBack && before !== undefined ? links.map((link) => forgetFailure(link, before)) : links;
  const ripe = told.filter(
    ({ fateOpenAt }) =>
      fateOpenAt !== undefined && at - fateOpenAt > decisionLimits.togetherMilliseconds && !isOfAll(fateOpenAt, since),
  );
  if (ripe.length === 0) return { fates, links: told };
  const learnt = new Map(fates);
  for (const link of ripe) {
    for (const other of told) if (other !== link) learnPair(learnt, link, other);
  }
  return {
    fates: learnt,
    links: told.map((link) => (ripe.includes(link) ? { ...link, fateOpenAt: undefined } : link)),
  };
}

/** Whether a failure belongs to the moment when everything failed. */
function isOfAll(failedAt: number | undefined, allDownSince: number | undefined): boolean {
  if (failedAt === undefined || allDownSince === undefined) return false;
  return Math.abs(failedAt - allDownSince) <= decisionLimits.recentMilliseconds;
}

function forgetFailure(link: LinkState, allDownSince: number): LinkState {
  return isOfAll(link.fateOpenAt, allDownSince) ? { ...link, fateOpenAt: undefined } : link;
}

function learnPair(learnt: Map<string, { together: number; alone: number }>, link: LinkState, other: LinkState): void {
  const failedAt = link.fateOpenAt ?? 0;
  const key = fateKey(nameOf(link), nameOf(other));
  const { together, alone } = learnt.get(key) ?? { together: 0, alone: 0 };
  const otherFailedAt = other.fateOpenAt ?? (other.condition === 'down' ? other.conditionAt : undefined);
  const gap = otherFailedAt === undefined ? undefined : otherFailedAt - failedAt;
  if (gap !== undefined && Math.abs(gap) <= decisionLimits.togetherMilliseconds) {
    // The later of the two says it for both.
    if (gap < 0 || (gap === 0 && nameOf(link) < nameOf(other))) learnt.set(key, { together: together + 1, alone });
  } else if (other.condition !== 'down') {
    learnt.set(key, { together, alone: alone + 1 });
  }
}
