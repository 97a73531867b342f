import type { SiteFacts } from './alert-facts.js';
import { backlogMilliseconds } from './alert-rules.js';
import { about, type Condition } from './condition.js';
import { judgeMachine } from './judge-machine.js';

/** What is wrong at a site that is there, beside its links. */
export function judgeSite(site: SiteFacts, now: number): readonly Condition[] {
  const { clockSure, onBattery, drills } = site;
  const since = now;
  return [
    ...judgeBacklog(site, now),
    ...judgeMachine(site, site, now),
    ...(clockSure === false
      ? [{ ...about('clock-unsure', 'warning', site), cause: 'clock-unsure', since, detail: {} }]
      : []),
    ...(drills === 'failed' || drills === 'overdue'
      ? [{ ...about('drill-failed', 'warning', site), cause: `drill-${drills}`, since, detail: {} }]
      : []),
    ...(onBattery === true ? [{ ...about('power-out', 'warning', site), cause: 'on-battery', since, detail: {} }] : []),
    ...judgeSelfTest(site),
    ...judgeUpgrade(site),
  ];
}

/** What the site found at its weekly look at itself (rule O6), until the next one finds nothing. */
function judgeSelfTest(site: SiteFacts): readonly Condition[] {
  const { selfTest } = site;
  const worst = selfTest?.found.find(({ state }) => state === 'fault') ?? selfTest?.found[0];
  if (!selfTest || !worst) return [];
  const severity = worst.state === 'fault' ? 'critical' : 'warning';
  const detail = { found: selfTest.found.map(({ check }) => check).join(' ') };
  return [{ ...about('self-test', severity, site), cause: `self-test-${worst.check}`, since: selfTest.at, detail }];
}

/** How its last upgrade ended (rule U10), until the next one ends otherwise. */
function judgeUpgrade(site: SiteFacts): readonly Condition[] {
  const { upgrade } = site;
  if (upgrade?.outcome !== 'came-back' && upgrade?.outcome !== 'stuck') return [];
  const { from, to, code, at } = upgrade;
  const detail = { from, to, code: code ?? '' };
  const isStuck = upgrade.outcome === 'stuck';
  const told = isStuck ? about('upgrade-stuck', 'critical', site) : about('upgrade-came-back', 'warning', site);
  return [{ ...told, cause: code ?? told.kind, since: at, detail }];
}

function judgeBacklog(site: SiteFacts, now: number): readonly Condition[] {
  const oldest = site.oldestUnsyncedAt;
  if (oldest === null || now - oldest < backlogMilliseconds.warning) return [];
  const severity = now - oldest < backlogMilliseconds.critical ? 'warning' : 'critical';
  const detail = { oldestUnsyncedAt: oldest };
  return [{ ...about('backlog-old', severity, site), cause: 'records-wait', since: now, detail }];
}
