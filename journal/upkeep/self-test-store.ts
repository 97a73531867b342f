import type { SelfTest } from '../../protocol/facts/self-test.js';

/** The weekly self-tests of a site with their evidence (rule O5). */
export interface SelfTestStore {
  add(test: SelfTest): Promise<void>;
  /** The newest first. */
  latest(count: number): Promise<readonly SelfTest[]>;
}
