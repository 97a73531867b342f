import type { SeenLinks } from './clinic.js';
import type { LinkCount } from './relay/udp-relay.js';
import type { Metric, Scenario, ScenarioLink } from './scenario.js';

/** What went over the links that are paid by the byte since the mark. */
export interface Metering {
  /** By the relays, both ways. */
  readonly wireBytes: number;
  /** By the site's own count; undefined where its program was started anew meanwhile, and counted from nothing. */
  readonly saidBytes: number | undefined;
  readonly seconds: number;
  /** How often one that sleeps woke; undefined where none does. */
  readonly wakes: number | undefined;
  /** Of the budget: what went over the link beyond what may, when it was said to be spent; undefined where it was not. */
  readonly overrunShare: number | undefined;
}

const daysMonth = 30;
const daySeconds = 86_400;
/** Of a link that sleeps, while no other works. */
const pollsADay = 4;
/** What is not kept for urgent records (rule L52). */
const freeShare = 0.9;

/** @param metrics of the site, and those at the mark @param spentBytes over the link when its month was said to be spent */
export function meteringOf(
  scenario: Scenario,
  counts: ReadonlyMap<string, LinkCount>,
  countsAtMark: ReadonlyMap<string, LinkCount>,
  metrics: { readonly now: string; readonly atMark: string },
  seconds: number,
  seen: readonly SeenLinks[],
  spentBytes: number | undefined,
): Metering | undefined {
  const metered = scenario.links.filter((link) => link.metered);
  if (metered.length === 0) return undefined;
  const names = metered.map(({ name }) => name);
  const sum = (read: (name: string) => number) => names.reduce((total, name) => total + read(name), 0);
  const wireBytes = sum((name) => bytesOf(counts.get(name)) - bytesOf(countsAtMark.get(name)));
  const isCountedAnew = scenario.steps.some((step) => step.do === 'restart-site');
  const saidBytes = isCountedAnew ? undefined : sum((name) => saidOf(metrics.now, name) - saidOf(metrics.atMark, name));
  const limited = metered.find(({ month }) => month !== undefined);
  const overrun = limited?.month && spentBytes !== undefined ? overrunOf(limited.month, spentBytes) : undefined;
  const sleeps = scenario.settings?.meteredStandby === 'asleep';
  return { wireBytes, saidBytes, seconds, wakes: sleeps ? wakesOf(seen, names) : undefined, overrunShare: overrun };
}

export function meteringFigures({ wireBytes, saidBytes, seconds, wakes, overrunShare }: Metering) {
  const bytes = wakes ? (wireBytes / wakes) * pollsADay * daysMonth : (wireBytes * daysMonth * daySeconds) / seconds;
  const figures: (readonly [Metric, number])[] = [
    ...(saidBytes === undefined ? [] : [['metering-error-percent', errorPercentOf(saidBytes, wireBytes)] as const]),
    ['bytes-30-days', Math.round(bytes)],
    ...(wakes === undefined ? [] : [['wakes', wakes] as const]),
    ...(overrunShare === undefined ? [] : [['overrun-percent', Math.round(overrunShare * 10_000) / 100] as const]),
  ];
  return figures;
}

function errorPercentOf(saidBytes: number, wireBytes: number): number {
  const errorPercent = wireBytes === 0 ? 0 : (Math.abs(saidBytes - wireBytes) * 100) / wireBytes;
  return Math.round(errorPercent * 100) / 100;
}

function overrunOf({ budgetBytes, usedBytes }: NonNullable<ScenarioLink['month']>, spentBytes: number): number {
  return (usedBytes + spentBytes) / budgetBytes - freeShare;
}

function bytesOf(count: LinkCount | undefined): number {
  return count === undefined ? 0 : count.up.bytes + count.down.bytes;
}

/** The site's counters in the text form of Prometheus. */
function saidOf(metrics: string, link: string): number {
  const counters = metrics.matchAll(new RegExp(`^carnet_link_bytes\\{(?=.*link="${link}").*\\} (\\d+)$`, 'gm'));
  return [...counters].reduce((sum, [, value]) => sum + Number(value), 0);
}

function wakesOf(seen: readonly SeenLinks[], names: readonly string[]): number {
  const isAsleep = ({ links }: SeenLinks) =>
    links.some(({ name, state }) => names.includes(name) && state === 'asleep');
  return seen.filter((each, index) => {
    const before = seen[index - 1];
    return before !== undefined && isAsleep(before) && !isAsleep(each);
  }).length;
}
