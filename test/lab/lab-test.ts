import { figuresOf } from './evidence.js';
import { missingForNetwork } from './network/requirements.js';
import { type RunOptions, runScenario } from './run-scenario.js';
import { missedGoals, type Scenario, shortened } from './scenario.js';

interface Judge {
  fail(message: string): unknown;
  plan(count: number, comment: string): void;
}

interface Test extends Judge {
  teardown(stop: () => unknown): unknown;
  comment(text: string): unknown;
  strictSame(found: unknown, wanted: unknown): unknown;
}

/** Runs a scenario in its short form; a machine that may not make namespaces leaves it out, and says so. */
export async function testScenario(t: Test, scenario: Scenario): Promise<void> {
  const missing = await missingForNetwork();
  if (missing === undefined) await testShort(t, scenario, { seed: 1, loopback: false });
  else leaveOut(t, missing);
}

/** The same without namespaces, which any machine may run. */
export function testOverLoopback(t: Test, scenario: Scenario): Promise<void> {
  return testShort(t, scenario, { seed: 1, loopback: true });
}

/** Says that a test cannot run here, and why; with `CI` set that is a failure. */
export function leaveOut(
  t: Judge,
  reason: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): void {
  if (environment['CI']) {
    t.fail(`the lab ${reason}`);
    return;
  }
  process.stderr.write(`left out: the lab ${reason}\n`);
  t.plan(0, `the lab ${reason}`);
}

async function testShort(t: Test, scenario: Scenario, options: RunOptions): Promise<void> {
  const short = shortened(scenario);
  const { evidence, log } = await runScenario(t, short, options);
  const figures = figuresOf([evidence]);
  for (const line of log) t.comment(line);
  for (const [metric, value] of figures) t.comment(`${metric} ${value}`);
  t.strictSame(missedGoals(short.goals, figures), []);
}
