import { parseLinkName } from '../../protocol/ids.js';
import type { RunningOperations } from '../../provisioning/verbs/running-operations.js';
import type { Orders } from './open-orders.js';

/** What the control socket's verbs may ask of a running site. */
export function runningOperations({ holds, tester }: Orders): RunningOperations {
  return {
    force: (link) => holds.force(link),
    release: () => holds.release(),
    test: async (link) => tester.run(link === undefined ? undefined : parseLinkName(link)),
    get testProgress() {
      return tester.progress;
    },
  };
}
