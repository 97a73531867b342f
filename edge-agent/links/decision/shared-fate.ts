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

/** Learns from the failures that are old enough for others to have followed. When everything failed, nothing is learnt. */
export function learnFates(
  fates: SharedFates,
  links: readonly LinkState[],
  at: number,
): { readonly fates: SharedFates; readonly links: readonly LinkState[] } {
  const ripe = links.filter(
    ({ fateOpenAt }) => fateOpenAt !== undefined && at - fateOpenAt > decisionLimits.togetherMilliseconds,
  );
  if (ripe.length === 0) return { fates, links };
  const learnt = new Map(fates);
  const everything = links.every(({ condition }) => condition === 'down');
  for (const link of everything ? [] : ripe) {
    for (const other of links) if (other !== link) learnPair(learnt, link, other);
  }
  return {
    fates: learnt,
    links: links.map((link) => (ripe.includes(link) ? { ...link, fateOpenAt: undefined } : link)),
  };
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
