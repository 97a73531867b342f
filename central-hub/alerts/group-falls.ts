import type { SiteFacts } from './alert-facts.js';
import { affinity, type CoFailures, expectedFalls, togetherMillisecondsMax } from './co-failure.js';
import { type Fall, fallable, isWithin, type Scope, unique } from './fall.js';

/** Falls that have one cause; without a scope, known to fall together from experience. */
export interface Group {
  readonly scope: Scope | null;
  readonly falls: readonly Fall[];
}

/** So many sites of one scope at once are one outage, where chance does not explain it. */
const sitesMin = 3;
const chanceMax = 1e-4;
/** So large a part of the sites of a scope, at least. */
const coverageMin = 0.15;
/** Two that fell together this often in the past did so again. */
const affinityMin = 0.4;

type Part = Pick<Fall, 'key' | 'site' | 'cause'>;

/** Whether two are known to fall together, or the site itself says that they did. */
export function belongTogether(left: Part, right: Part, learnt: CoFailures): boolean {
  const said = left.site === right.site && left.cause === 'shared-outage' && right.cause === 'shared-outage';
  return said || affinity(learnt, left.key, right.key) >= affinityMin;
}

/** Finds falls at about the same time that have one cause: the most that fell together first; pure. */
export function groupFalls(falls: readonly Fall[], sites: readonly SiteFacts[], learnt: CoFailures): readonly Group[] {
  const groups: Group[] = [];
  let left = falls;
  for (;;) {
    const group = firstGroup(left, sites, learnt);
    if (group === undefined) return groups;
    groups.push(group);
    left = left.filter((fall) => !group.falls.includes(fall));
  }
}

function firstGroup(falls: readonly Fall[], sites: readonly SiteFacts[], learnt: CoFailures): Group | undefined {
  const starts = unique(falls.map(({ seenAt }) => seenAt));
  const windows = starts.map((start) =>
    falls.filter(({ seenAt }) => seenAt >= start && seenAt - start <= togetherMillisecondsMax),
  );
  for (const window of windows.sort((left, right) => right.length - left.length)) {
    const best = bestOf([...scopeGroups(window, sites, learnt), ...learntGroups(window, learnt)], window);
    if (best !== undefined) return best;
  }
  return undefined;
}

interface Candidate extends Group {
  /** How many sites, or links, would have to fall for the cause to explain all of them. */
  readonly coverage: number;
}

function scopeGroups(window: readonly Fall[], sites: readonly SiteFacts[], learnt: CoFailures): readonly Candidate[] {
  return scopesOf(window).flatMap((scope) => {
    const inside = window.filter((fall) => isWithin(fall, scope));
    const fallen = sitesIn(inside);
    if (fallen < sitesMin) return [];
    const could = fallable(sites, scope);
    const coverage = fallen / Math.max(fallen, could.size);
    const expected = expectedFalls(learnt, [...could.values()].flat());
    return coverage >= coverageMin && chanceOf(expected, fallen) <= chanceMax
      ? [{ scope, falls: inside, coverage }]
      : [];
  });
}

/** All that the falls of a window could have in common. */
function scopesOf(window: readonly Fall[]): readonly Scope[] {
  const regions = [null, ...unique(window.map(({ region }) => region))];
  const kinds = unique(window.flatMap(({ linkKinds }) => linkKinds));
  const operators = unique(window.flatMap(({ operators: names }) => names));
  return regions.flatMap((region) => [
    { region, linkKind: null, operator: null },
    ...kinds.map((linkKind) => ({ region, linkKind, operator: null })),
    ...operators.map((operator) => ({ region, linkKind: null, operator })),
  ]);
}

/** Those of a window that are joined, one to the next, by having fallen together before. */
function learntGroups(window: readonly Fall[], learnt: CoFailures): readonly Candidate[] {
  const groups: Candidate[] = [];
  let left = [...window];
  for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
    const falls = [seed];
    for (const fall of falls) {
      const joined = left.filter((other) => belongTogether(fall, other, learnt));
      falls.push(...joined);
      left = left.filter((other) => !joined.includes(other));
    }
    if (falls.length > 1) groups.push({ scope: null, falls, coverage: 1 });
  }
  return groups;
}

/** The one that explains most of what fell, and of which most has fallen; the more exact one where that is the same. */
function bestOf(candidates: readonly Candidate[], window: readonly Fall[]): Group | undefined {
  const rated = candidates.map((candidate) => {
    const explained = candidate.falls.length / window.length;
    const fit = (2 * explained * candidate.coverage) / (explained + candidate.coverage);
    return { candidate, fit, exact: exactness(candidate) };
  });
  rated.sort((left, right) => right.fit - left.fit || right.exact - left.exact);
  const [best] = rated;
  return best && { scope: best.candidate.scope, falls: best.candidate.falls };
}

/** Where whole sites fell, nothing says that it was one kind of their links. */
function exactness({ scope, falls }: Group): number {
  if (scope === null) return 0;
  const parts = Object.values(scope).filter((part) => part !== null).length;
  const isOfLinks = scope.linkKind !== null || scope.operator !== null;
  return isOfLinks && falls.every(({ whole }) => whole) ? -parts : parts;
}

export function sitesIn(falls: readonly Pick<Fall, 'site'>[]): number {
  return new Set(falls.map(({ site }) => site)).size;
}

/** The chance of so many or more where `expected` are usual (Poisson). */
export function chanceOf(expected: number, count: number): number {
  let [term, below] = [Math.exp(-expected), 0];
  for (let index = 0; index < count; index += 1) {
    below += term;
    term *= expected / (index + 1);
  }
  // Where next to all of it is below, what is left over would be an error of rounding.
  return Math.max(0, term, 1 - below > 1e-9 ? 1 - below : 0);
}
