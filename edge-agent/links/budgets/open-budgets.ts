import type { EdgeSettings } from '../../../config/edge-settings.js';
import type { Logger } from '../../../config/running/logger.js';
import type { Timers } from '../../../config/running/timers.js';
import type { SiteNode } from '../../../provisioning/node-folder.js';
import type { LedgerStore } from './ledger-file.js';
import { LinkBudgets, type LinkBudgetsOptions } from './link-budgets.js';

/** As budgets are sold, and written for a link. */
const bytesPerMegabyte = 1_000_000;

export interface BudgetGround {
  readonly node: Pick<SiteNode, 'links'>;
  readonly settings: EdgeSettings;
  readonly logger: Logger;
  readonly now: () => number;
  readonly timers?: Timers;
  readonly ledgers?: LedgerStore;
  /** Present where what is on the wire is counted. */
  readonly meter?: unknown;
}

/** The budgets of a site's metered links as they are set. */
export function openBudgets(ground: BudgetGround, onExhausted: LinkBudgetsOptions['onExhausted']): LinkBudgets {
  const { node, settings, logger, now, timers, ledgers, meter } = ground;
  const capDefault = settings.meteredMegabytesPerMonth * bytesPerMegabyte;
  const metered = node.links.filter((link) => link.metered);
  return new LinkBudgets({
    capBytes: new Map(metered.map(({ name, budgetBytes = capDefault }) => [name, budgetBytes])),
    ...{ released: settings.meteredBulk, isMetered: meter !== undefined, logger, now, onExhausted },
    ...{ ...(timers && { timers }), ...(ledgers && { store: ledgers }) },
  });
}
