import { join } from 'node:path';
import type { Outcome } from './evidence.js';
import type { LabGround } from './ground.js';
import { Hospital } from './hospital.js';
import { LoopbackGround } from './loopback/loopback-ground.js';
import { LabNetwork } from './network/lab-network.js';
import { Bridges } from './peer/bridges.js';
import type { Scenario } from './scenario.js';
import { ScenarioRun } from './scenario-run.js';

type Teardown = { teardown(stop: () => unknown): unknown };

export interface RunOptions {
  readonly seed: number;
  /** Without namespaces, over relays on the loopback. */
  readonly loopback: boolean;
}

/** Runs a scenario from nothing to the check of both journals; everything made is removed by the teardown. */
export async function runScenario(t: Teardown, scenario: Scenario, options: RunOptions): Promise<Outcome> {
  const { links, congestion } = scenario;
  const { seed, loopback } = options;
  const hospital = await Hospital.enrol(t);
  const ground: LabGround = loopback
    ? new LoopbackGround({ links, seed })
    : new LabNetwork({ links, seed, ...(congestion !== undefined && { congestion }) });
  t.teardown(() => ground.remove());
  await hospital.moveInto(ground, links, scenario.settings);
  const bridges = scenario.withBridges && !loopback ? new Bridges(ground, join(hospital.folder, 'bridges')) : undefined;
  const names = links.map(({ name }) => name);
  await bridges?.start(names, hospital.identities());
  return new ScenarioRun(hospital, ground, scenario, bridges).run();
}
