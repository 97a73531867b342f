import type { SiteCode } from '../../protocol/ids.js';
import type { SiteFacts } from './alert-facts.js';
import type { Condition } from './condition.js';

/** A link, or a whole site, that has fallen: what an outage of many is made of. */
export interface Fall {
  /** That of its condition. */
  readonly key: string;
  readonly site: SiteCode;
  readonly region: string;
  /** Whether no link of the site is left. */
  readonly whole: boolean;
  /** Of the links that have fallen. */
  readonly linkKinds: readonly string[];
  readonly operators: readonly string[];
  readonly cause: string;
  /** When the hub saw it first, milliseconds of its own steady count. */
  readonly seenAt: number;
}

/** What several falls have in common; `null` where it is not that. */
export interface Scope {
  readonly region: string | null;
  readonly linkKind: string | null;
  readonly operator: string | null;
}

export function isFall({ kind }: Pick<Condition, 'kind'>): boolean {
  return kind === 'site-unreachable' || kind === 'link-down' || kind === 'link-degraded';
}

export function fallOf(condition: Condition, site: SiteFacts, seenAt: number): Fall {
  const links = site.links.filter(({ name }) => condition.link === null || name === condition.link);
  return {
    ...{ key: condition.key, site: site.code, region: site.region, whole: condition.link === null },
    linkKinds: unique(links.map(({ kind }) => kind)),
    operators: unique(links.flatMap(({ operator }) => (operator === null ? [] : [operator]))),
    ...{ cause: condition.cause, seenAt },
  };
}

export function isWithin(fall: Fall, { region, linkKind, operator }: Scope): boolean {
  return (
    (region === null || fall.region === region) &&
    (linkKind === null || fall.linkKinds.includes(linkKind)) &&
    (operator === null || fall.operators.includes(operator))
  );
}

/** The keys of all that could fall within a scope, by site. */
export function fallable(sites: readonly SiteFacts[], scope: Scope): ReadonlyMap<SiteCode, readonly string[]> {
  const found = new Map<SiteCode, readonly string[]>();
  for (const { code, region, links } of sites) {
    if (scope.region !== null && region !== scope.region) continue;
    const fitting = links.filter(
      ({ kind, operator }) =>
        (scope.linkKind === null || kind === scope.linkKind) &&
        (scope.operator === null || operator === scope.operator),
    );
    if (fitting.length === 0) continue;
    found.set(code, [`site-unreachable:${code}`, ...fitting.map(({ name }) => `link:${code}:${name}`)]);
  }
  return found;
}

export function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
