import { requirePackage } from '../support/system-package.js';
import { command } from './network/command.js';
import { runScenario } from './run-scenario.js';
import { missedGoals, type Scenario, shortened } from './scenario.js';

interface Test {
  teardown(stop: () => unknown): unknown;
  comment(text: string): unknown;
  strictSame(found: unknown, wanted: unknown): unknown;
  fail(message: string): unknown;
  plan(count: number, comment: string): void;
}

/** Runs a scenario in its short form; a machine that may not make namespaces leaves it out, and says so. */
export async function testScenario(t: Test, scenario: Scenario): Promise<void> {
  for (const name of ['iproute2', 'wireguard-go', 'wireguard-tools'] as const) {
    if (requirePackage(t, name) === undefined) return;
  }
  const reason = await whyNot();
  if (reason !== undefined) {
    process.stderr.write(`left out: the lab ${reason}\n`);
    t.plan(0, `the lab ${reason}`);
    return;
  }
  const short = shortened(scenario);
  const { figures, log } = await runScenario(t, short, 1);
  for (const line of log) t.comment(line);
  for (const [metric, value] of figures) t.comment(`${metric} ${value}`);
  t.strictSame(missedGoals(short.goals, figures), []);
}

/** Namespaces, wires and tunnels need rights that a container may not have. */
async function whyNot(): Promise<string | undefined> {
  const name = `carnet-lab-${process.pid}-try`;
  try {
    await command('ip', ['netns', 'add', name]);
    await command('ip', ['netns', 'exec', name, 'ip', 'tuntap', 'add', 'lab-try', 'mode', 'tun']);
    return undefined;
  } catch {
    return 'needs the rights to make network namespaces and tunnels (run as root, with /dev/net/tun)';
  } finally {
    await command('ip', ['netns', 'del', name]).catch(() => {});
  }
}
