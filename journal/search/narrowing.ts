import type { ResourceId } from '../../protocol/ids.js';
import type { CareView } from '../care/care-store.js';

/** What of the records is as if it were not there, on the way of a chain or an include too. */
export interface Narrowing {
  /** Types of which what is confidential is (rule R22). */
  readonly hides?: ReadonlySet<string>;
  /** Whose records of some types count alone (rule R25). */
  readonly care?: CareView;
  /**
   * A patient whom who asks cares for, and with whom the criteria let every match be filed: that is looked at once, and not of
   * each match before its page is read.
   */
  readonly ofCared?: ResourceId;
}
