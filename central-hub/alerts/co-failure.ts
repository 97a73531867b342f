/**
 * What was learnt of falls: how often each link or site falls, and which fall together. Kept as it is over a restart.
 * All times in milliseconds of the hub's steady count.
 */
export interface CoFailures {
  /** How long falls have been watched. */
  readonly watchedMilliseconds: number;
  readonly decayedAt: number;
  /** Falls by key, older ones counting less. */
  readonly falls: Readonly<Record<string, number>>;
  /** Falls at about the same time, by both keys in order with `|` between. */
  readonly pairs: Readonly<Record<string, number>>;
  /** Falls that others may still join. */
  readonly recent: readonly { readonly key: string; readonly at: number }[];
}

export const nothingLearnt: CoFailures = { watchedMilliseconds: 0, decayedAt: 0, falls: {}, pairs: {}, recent: [] };

/** What falls within this time fell together: a silent link is noticed some seconds earlier here than there. */
export const togetherMillisecondsMax = 120_000;
const dayMilliseconds = 24 * 60 * 60_000;
const halfLifeDays = 60;
/** Less than this of a fall is forgotten. */
const forgottenMax = 0.2;
/** When more fall at once, what they share explains it, and nothing is learnt of each pair. */
const pairedFallsMax = 30;
const pairsMax = 5_000;
/** Before anything is known, each link is taken to fall so often. */
const assumedFallsPerDay = 0.3;
/** Once is chance. */
const pairFallsMin = 1.5;

/** Learns from what has just fallen; what falls again within the same time is the same fall. */
export function learnFalls(known: CoFailures, fallen: readonly string[], now: number): CoFailures {
  const aged = decay(known, now);
  const recent = aged.recent.filter(({ at }) => now - at <= togetherMillisecondsMax);
  const fresh = fallen.filter((key) => !recent.some((other) => other.key === key));
  if (fresh.length === 0) return { ...aged, recent };
  const falls = { ...aged.falls };
  for (const key of fresh) falls[key] = (falls[key] ?? 0) + 1;
  const all = [...recent, ...fresh.map((key) => ({ key, at: now }))];
  if (all.length > pairedFallsMax) return { ...aged, falls, recent: all };
  const pairs = { ...aged.pairs };
  fresh.forEach((key, index) => {
    for (const other of [...recent.map((entry) => entry.key), ...fresh.slice(0, index)]) {
      const name = pairName(key, other);
      pairs[name] = (pairs[name] ?? 0) + 1;
    }
  });
  return { ...aged, falls, pairs: strongest(pairs), recent: all };
}

/** How surely two fall together, 0 to 1: the cosine of their falls. */
export function affinity({ falls, pairs }: CoFailures, left: string, right: string): number {
  const together = pairs[pairName(left, right)] ?? 0;
  if (together < pairFallsMin) return 0;
  return Math.min(1, together / Math.sqrt((falls[left] ?? together) * (falls[right] ?? together)));
}

/** How many falls of these keys are to be expected within {@link togetherMillisecondsMax} by chance. */
export function expectedFalls({ falls, watchedMilliseconds }: CoFailures, keys: readonly string[]): number {
  const days = Math.min(watchedMilliseconds / dayMilliseconds, halfLifeDays / Math.LN2);
  const perDay = keys.reduce((sum, key) => sum + (assumedFallsPerDay + (falls[key] ?? 0)) / (1 + days), 0);
  return (perDay * togetherMillisecondsMax) / dayMilliseconds;
}

/** Each day a little is forgotten. */
function decay(known: CoFailures, now: number): CoFailures {
  const days = Math.floor((now - known.decayedAt) / dayMilliseconds);
  const watchedMilliseconds = now;
  if (days < 1) return { ...known, watchedMilliseconds };
  const factor = 0.5 ** (days / halfLifeDays);
  const fade = (counts: Readonly<Record<string, number>>) =>
    Object.fromEntries(
      Object.entries(counts).flatMap(([key, count]) => (count * factor < forgottenMax ? [] : [[key, count * factor]])),
    );
  const decayedAt = known.decayedAt + days * dayMilliseconds;
  return { ...known, watchedMilliseconds, decayedAt, falls: fade(known.falls), pairs: fade(known.pairs) };
}

function strongest(pairs: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const entries = Object.entries(pairs);
  if (entries.length <= pairsMax) return pairs;
  return Object.fromEntries(entries.sort(([, left], [, right]) => right - left).slice(0, pairsMax));
}

function pairName(left: string, right: string): string {
  return left < right ? `${left}|${right}` : `${right}|${left}`;
}
