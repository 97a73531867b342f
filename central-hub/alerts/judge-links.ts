import type { AlertSeverity } from '../../journal/alerts/alert.js';
import type { LinkFacts, SiteFacts } from './alert-facts.js';
import { about, type Condition } from './condition.js';

type Site = Pick<SiteFacts, 'code' | 'region' | 'links'>;

const budgetSeverities: Readonly<Record<string, AlertSeverity>> = {
  'warn-75': 'info',
  'warn-95': 'warning',
  spent: 'critical',
};

/** What is wrong with the links of a site that is there. */
export function judgeLinks(site: Site, now: number): readonly Condition[] {
  return site.links.flatMap((link) => [...judgeState(site, link, now), ...judgeBudget(site, link, now)]);
}

/** A link that sleeps or waits is well; one that its budget blocks is that of the budget's own alert. */
function judgeState(site: Site, link: LinkFacts, now: number): readonly Condition[] {
  const { name, kind, state, cause, operator } = link;
  const isDown = state === 'down' || (state === 'blocked' && cause !== 'budget');
  // A hub that is down is read here by a hub that runs.
  if ((!isDown && state !== 'degraded') || cause === 'budget' || cause === 'hub-down') return [];
  const said = cause === 'none' || cause === '' ? (isDown ? 'link-down' : 'brownout') : cause;
  const detail = { linkKind: kind, ...(operator !== null && { operator }) };
  const which = isDown ? about('link-down', 'warning', site, name) : about('link-degraded', 'info', site, name);
  return [{ ...which, cause: said, since: link.since ?? now, detail }];
}

function judgeBudget(site: Site, { name, kind, budgetLevel }: LinkFacts, now: number): readonly Condition[] {
  const severity = budgetLevel === null ? undefined : budgetSeverities[budgetLevel];
  if (severity === undefined || budgetLevel === null) return [];
  return [{ ...about('budget', severity, site, name), cause: budgetLevel, since: now, detail: { linkKind: kind } }];
}
