import { availableParallelism } from 'node:os';
import { callControl } from '../../provisioning/control/client.js';
import { FleetHub } from './fleet/fleet-hub.js';
import { FleetSession } from './fleet/fleet-session.js';
import { loadAverage } from './fleet/process-usage.js';
import { type Bench, latencies } from './measurement.js';

/** Goal: within 2 s for 99 of a hundred. */
const tries = 100;

/** Sites are taken off the list one after the other while all of them are connected: how long does each stay in? */
export const revoke: Bench = {
  name: 'revoke',
  title: 'From the order to revoke a connected site to the end of its connection',
  run: async (size) => {
    const sites = Math.max(tries, size.sites);
    const fleet = await FleetHub.create({ sites, preload: 0 });
    const sessions: FleetSession[] = [];
    try {
      const plan = fleet.plan(0);
      const loadBefore = loadAverage();
      const ends = new Map<string, () => void>();
      for (const identity of plan.sites) {
        const onFailure = () => ends.get(identity.code)?.();
        const session = new FleetSession(plan, identity, [], { onDurable: () => {}, onFed: () => {}, onFailure });
        sessions.push(session);
        await session.open();
      }
      const milliseconds: number[] = [];
      for (const { code } of plan.sites.slice(0, tries)) {
        const ended = new Promise<void>((resolve) => ends.set(code, resolve));
        const began = performance.now();
        await callControl(fleet.hub.dir, 'site-revoke', { code });
        await ended;
        milliseconds.push(performance.now() - began);
      }
      return latencies('revoke', milliseconds, { sites, tries, loadBefore, cores: availableParallelism() });
    } finally {
      for (const session of sessions) session.close();
      await fleet.destroy();
    }
  },
};
