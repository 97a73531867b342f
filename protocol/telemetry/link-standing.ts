import type { LinkName } from '../ids.js';
import type { LinkBudget } from '../links/link-budget.js';
import type { LinkCauseCode } from '../links/link-causes.js';
import type { Signal } from '../links/link-signal.js';
import type { LinkStateCode } from '../links/link-states.js';

/** A link as its site sees it now. */
export interface LinkStanding {
  readonly link: LinkName;
  readonly state: LinkStateCode;
  readonly cause: LinkCauseCode;
  /** Milliseconds since 1970, by the site's clock. */
  readonly since: number;
  /** `null` where it is not paid by the byte. */
  readonly budget: LinkBudget | null;
  /** `null` where there is no equipment to ask, or it does not answer. */
  readonly signal: Signal | null;
}
