import type { PathTestReport } from '../../protocol/orders/path-test-report.js';

/** What a running site does with its links by a person's word. */
export interface RunningOperations {
  /** @throws Problem `not-found` for the link */
  force(link: string): Promise<{ readonly link: string; readonly untilMilliseconds: number }>;
  /** The link that was chosen by hand; `undefined` when none was. */
  release(): Promise<string | undefined>;
  /** @throws Problem `not-found` for the link */
  test(link: string | undefined): Promise<PathTestReport>;
  readonly testProgress: { readonly doneMilliseconds: number; readonly allMilliseconds: number } | undefined;
}
