import type { EdgeSettings } from '../../config/edge-settings.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { SiteNode } from '../../provisioning/node-folder.js';
import { LinkBudgets } from './link-budgets.js';

const bytesPerMegabyte = 1024 * 1024;

export interface BudgetGround {
  readonly node: Pick<SiteNode, 'links'>;
  readonly settings: EdgeSettings;
  readonly timers?: Timers;
}

/** The budgets of a site's metered links as they are set. */
export function openBudgets({ node, settings, timers = systemTimers }: BudgetGround): LinkBudgets {
  const budgets = node.links.flatMap(({ name, budgetBytes }) =>
    budgetBytes === undefined ? [] : [[name, budgetBytes] as const],
  );
  return new LinkBudgets({
    bytesPerMonth: new Map(budgets),
    bytesPerMonthDefault: settings.meteredMegabytesPerMonth * bytesPerMegabyte,
    released: settings.meteredBulk,
    elapsedMilliseconds: () => timers.elapsedMilliseconds(),
  });
}
