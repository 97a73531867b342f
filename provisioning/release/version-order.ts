/** A version of the product: three numbers, and what may follow them (semver.org 2.0.0, §9). */
const form = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?:-([0-9A-Za-z.-]{1,32}))?$/;

export function isVersion(text: string): boolean {
  return form.test(text);
}

/** Negative where `a` is older than `b`; one that something follows is older than the same without. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [form.exec(a) ?? [], form.exec(b) ?? []];
  for (const index of [1, 2, 3]) {
    const difference = Number(left[index] ?? 0) - Number(right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  const [early, late] = [left[4], right[4]];
  if (early === late) return 0;
  if (early === undefined) return 1;
  if (late === undefined) return -1;
  return early.localeCompare(late, 'en', { numeric: true });
}
