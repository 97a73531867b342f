/** Letters at the start that count more, and how much (Winkler 1990). */
const prefixMax = 4;
const prefixWeight = 0.1;

/**
 * How alike two words are, from 0 to 1: Jaro's share of letters that both have near the same place, raised where they begin
 * alike (W. E. Winkler, *String Comparator Metrics and Enhanced Decision Rules in the Fellegi–Sunter Model of Record
 * Linkage*, 1990). Two empty words are alike.
 */
export function jaroWinkler(left: string, right: string): number {
  if (left === right) return 1;
  // Letters are paired from the start of one of both, so it must always be the same one.
  const [first, second] = left < right ? [[...left], [...right]] : [[...right], [...left]];
  const jaro = jaroOf(first, second);
  let prefix = 0;
  while (prefix < prefixMax && prefix < first.length && first[prefix] === second[prefix]) prefix += 1;
  return jaro + prefix * prefixWeight * (1 - jaro);
}

function jaroOf(left: readonly string[], right: readonly string[]): number {
  const reach = Math.max(0, Math.floor(Math.max(left.length, right.length) / 2) - 1);
  const taken = new Set<number>();
  const ofLeft: string[] = [];
  for (const [index, letter] of left.entries()) {
    const last = Math.min(right.length - 1, index + reach);
    for (let at = Math.max(0, index - reach); at <= last; at += 1) {
      if (taken.has(at) || right[at] !== letter) continue;
      taken.add(at);
      ofLeft.push(letter);
      break;
    }
  }
  const common = ofLeft.length;
  if (common === 0) return 0;
  const ofRight = right.filter((_, at) => taken.has(at));
  const moved = ofLeft.filter((letter, index) => letter !== ofRight[index]).length / 2;
  return (common / left.length + common / right.length + (common - moved) / common) / 3;
}
