import { fibreLink, mobileLink } from '../lines.js';
import { nothingLost, type Scenario } from '../scenario.js';
import { type Step, sameLink } from '../step.js';
import { type CutOptions, freshGap } from './fresh-cuts.js';

/** Longer than a bridge with a short keepalive needs, shorter than one with a long keepalive does. */
const silenceSeconds = 30;
/** Until a bridge has gone back to its first address, and TCP has tried again what it had given up for a while. */
const settleSeconds = 25;

/** The same messages at the same moments over the same two links: ours, and Mosquitto bridges as their manual has them. */
export function besideBridges({ cuts, random }: CutOptions): Scenario {
  const once = (): readonly Step[] => [
    // The bridges are on the fibre again; so that we are as well.
    ...freshGap(random),
    { do: 'cut', link: 'fibre', direction: 'both' },
    { do: 'wait', seconds: silenceSeconds },
    { do: 'heal', link: sameLink },
    { do: 'wait', seconds: settleSeconds },
    { do: 'gap-ends' },
    { do: 'urgent', everyMilliseconds: 'stop' },
  ];
  return {
    name: 'beside-bridges',
    title: 'A fibre falls silent for 30 s; Mosquitto bridges carry the same messages beside us',
    ...{ links: [fibreLink, mobileLink], backlogChanges: 0, withBridges: true },
    steps: [{ do: 'start-hub' }, { do: 'start-site' }, { do: 'mark' }, ...Array.from({ length: cuts }, once).flat()],
    goals: [...nothingLost, { metric: 'gap-p99-ms', max: 1_500 }],
    short: { backlogChanges: 0, waitSecondsMax: 8, goals: nothingLost },
  };
}
