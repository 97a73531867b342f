import { Problem } from '../../protocol/problem.js';
import type { AlertTestReport } from './alert-test-report.js';
import type { VerbContext } from './verb-context.js';

/**
 * `alerts-test` {}: the running hub sends a test message over each channel, once.
 * @throws Problem `usage-wrong` at a site, and where no hub runs: only that one sends
 */
export async function testAlerts({ node, testAlerts: test }: VerbContext): Promise<AlertTestReport> {
  if (node.kind !== 'hub') throw new Problem('usage-wrong', 'this is the folder of a site: alerts are sent by the hub');
  if (test === undefined) throw new Problem('usage-wrong', 'the hub does not run: carnet hub run');
  return test();
}
