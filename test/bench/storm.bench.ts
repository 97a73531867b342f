import { availableParallelism } from 'node:os';
import { DriverProcess } from './fleet/driver-process.js';
import { FleetHub } from './fleet/fleet-hub.js';
import { loadAverage, usageOf } from './fleet/process-usage.js';
import { type Bench, type Measurement, round } from './measurement.js';

/** The morning after a national outage: all sites come back at once, each with a day's changes. */
export const storm: Bench = {
  name: 'storm',
  title: 'All sites at once after an outage, until everything is durable at the hub',
  run: async ({ sites, preload, changes }) => {
    const fleet = await FleetHub.create({ sites, preload });
    const driver = new DriverProcess();
    try {
      await driver.make(fleet.plan(changes));
      const before = usageOf(fleet.hub.pid);
      const began = performance.now();
      // Connecting is in it: all handshakes fall upon the hub together.
      await driver.open();
      const openSeconds = (performance.now() - began) / 1000;
      const result = await driver.send();
      const after = usageOf(fleet.hub.pid);
      const lagSeconds = await fleet.indexLagSeconds();
      if (result.failures.length > 0) throw new Error(result.failures.join(', '));
      const conditions = {
        ...{ sites, preload, changes: result.durableChanges, urgentChanges: result.urgentChanges },
        ...{ openSeconds: round(openSeconds), loadAfter: loadAverage(), cores: availableParallelism() },
        fedChanges: result.fedChanges,
        ...{ megabytes: round(result.bytes / 1e6), searchLagSeconds: round(lagSeconds) },
        hubCpuMicrosecondsEach: round(((after.cpuSeconds - before.cpuSeconds) * 1e6) / result.durableChanges),
        ...{ hubMegabytes: after.residentMegabytes, hubMegabytesMax: after.residentMegabytesMax },
      };
      const figure = (metric: string, value: number): Measurement => ({
        ...{ bench: 'storm', metric, value: round(value), unit: 's', conditions },
      });
      return [
        figure('drain-seconds', openSeconds + result.seconds),
        figure('urgent-p99-seconds', openSeconds + result.urgentP99Seconds),
      ];
    } finally {
      await driver.stop();
      await fleet.destroy();
    }
  },
};
