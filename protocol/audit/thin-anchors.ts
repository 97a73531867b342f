/**
 * Which anchors to give up so that few are kept and what is altered is still located closely (rule R8): the gap that a
 * removal leaves is at most `1/fraction` of the entries that came after it. So `fraction` newest ones and about
 * `fraction · ln(entries / fraction)` more are kept, however many there were.
 * @param counts of the anchors, rising
 * @returns those to remove, rising
 */
export function thinAnchors(counts: readonly number[], fraction: number): readonly number[] {
  const newest = counts.at(-1) ?? 0;
  const removed: number[] = [];
  let before = 0;
  for (const [index, count] of counts.entries()) {
    const next = counts[index + 1];
    if (next === undefined || counts.length - index <= fraction) break;
    if ((next - before) * fraction <= newest - next) removed.push(count);
    else before = count;
  }
  return removed;
}
