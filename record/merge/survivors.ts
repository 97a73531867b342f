import type { ChangeId } from '../../protocol/ids.js';
import type { Family, ReadValue } from './family.js';
import { compareVersions } from './version-order.js';

/** The heads of a family, and the value that is compared. */
export interface Candidates {
  readonly family: Family;
  readonly heads: readonly ChangeId[];
  readonly read: ReadValue;
}

/**
 * Three-way comparison: the heads whose value none of the others replaced. A head replaces another's value when that one
 * left it as it was in an ancestor of both and this one did not (rule M5). All of them when each replaces another, which
 * takes three versions that undo each other.
 */
export function survivors(candidates: Candidates): readonly ChangeId[] {
  return unreplaced(candidates, replaces);
}

/**
 * The same for an item that is merged by its parts: what two heads changed may come out as it was before both, for of its
 * `text` neither shows. It was changed nevertheless, and a head that took it out, or wrote another, has not seen that.
 */
export function itemSurvivors(candidates: Candidates): readonly ChangeId[] {
  return unreplaced(candidates, (all, newer, older) => replaces(all, newer, older) && isKnownTo(all, newer, older));
}

function unreplaced(candidates: Candidates, isReplaced: typeof replaces): readonly ChangeId[] {
  const { family, heads, read } = candidates;
  // Heads of one line that say the same are replaced together, or none of them: hundreds may stand side by side.
  const names = new Map(
    heads.map((head) => [head, JSON.stringify([family.lineOf(head), read(family.elements(head))])]),
  );
  const ones = new Map([...names].map(([head, name]) => [name, head]));
  const isReplacedByAny = (head: ChangeId) => [...ones.values()].some((other) => isReplaced(candidates, other, head));
  const replaced = new Set([...ones].flatMap(([name, head]) => (isReplacedByAny(head) ? [name] : [])));
  const left = heads.filter((head) => !replaced.has(names.get(head) ?? ''));
  return left.length === 0 ? heads : left;
}

/** The different values of heads. */
export function distinctValues(
  { family, read }: Candidates,
  heads: readonly ChangeId[],
): readonly (string | undefined)[] {
  return [...new Set(heads.map((head) => read(family.elements(head))))];
}

/** Of several heads the one whose value came last into its line; a value stands against none. */
export function latest({ family, read }: Candidates, heads: readonly ChangeId[], empty?: string): ChangeId {
  const full = heads.filter((head) => read(family.elements(head)) !== empty);
  const stamped = (full.length === 0 ? heads : full).map((head) => ({ head, by: family.introducedBy(head, read) }));
  const [first] = stamped.sort(
    (left, right) => compareVersions(right.by, left.by) || (left.head < right.head ? 1 : -1),
  );
  if (first === undefined) throw new RangeError('no heads');
  return first.head;
}

function replaces({ family, read }: Candidates, newer: ChangeId, older: ChangeId): boolean {
  const [changed, kept] = [read(family.elements(newer)), read(family.elements(older))];
  if (newer === older || changed === kept) return false;
  const bases = family.bases(newer, older).map(read);
  return bases.includes(kept) && !bases.includes(changed);
}

/** Whether the value of the older came into its line in versions that the newer knew. */
function isKnownTo({ family, read }: Candidates, newer: ChangeId, older: ChangeId): boolean {
  if (read(family.elements(older)) === undefined) return true;
  return family.introducersOf(older, read).every(({ changeId }) => family.isAncestor(changeId, newer));
}
