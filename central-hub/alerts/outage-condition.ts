import type { AlertDetail } from '../../journal/alerts/alert.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { Condition } from './condition.js';
import { unique } from './fall.js';
import { type Outage, standingOf } from './outage.js';

/** Sites that an alert names, at most; a longer list is nobody's help. */
const gravestSitesMin = 5;

/** An outage as the one condition that it is. */
export interface OutageCondition extends Condition {
  readonly sites: readonly SiteCode[];
}

/** @param isOver then its sites are all that it took down, else those that are still down */
export function conditionOf(outage: Outage, isOver: boolean): OutageCondition {
  const { key, scope, members, formedWall } = outage;
  const standing = standingOf(outage);
  const sites = unique((isOver ? members : standing).map(({ site }) => site)).toSorted();
  const regions = unique(members.map(({ region }) => region));
  const isGrave = standing.some(({ whole }) => whole) || sites.length >= gravestSitesMin;
  const detail: AlertDetail = {
    sitesInAll: unique(members.map(({ site }) => site)).length,
    ...(isOver && standing.length > 0 && { stillDown: unique(standing.map(({ site }) => site)).length }),
    sitesUnreachable: unique(standing.filter(({ whole }) => whole).map(({ site }) => site)).length,
    ...(scope?.linkKind != null && { linkKind: scope.linkKind }),
    ...(scope?.operator != null && { operator: scope.operator }),
    ...(scope === null && { learnt: true }),
  };
  return {
    ...{ key, kind: 'shared-outage', severity: isGrave ? 'critical' : 'warning', cause: commonCause(outage) },
    ...{ site: null, region: regions.length === 1 ? (regions[0] ?? null) : null, link: null, since: formedWall },
    ...{ detail, sites },
  };
}

/** The cause that most of the members say. */
function commonCause({ members }: Outage): string {
  const counts = new Map<string, number>();
  for (const { cause } of members) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  const [most] = [...counts].sort(([, left], [, right]) => right - left);
  return most?.[0] ?? 'shared-outage';
}
