import type { Scenario } from './scenario.js';
import { besideBridges } from './scenarios/beside-bridges.js';
import { flap } from './scenarios/flap.js';
import type { CutOptions } from './scenarios/fresh-cuts.js';
import { hubRestart } from './scenarios/hub-restart.js';
import { idleHour } from './scenarios/idle-hour.js';
import { linkFlip } from './scenarios/link-flip.js';
import { longOutage } from './scenarios/long-outage.js';
import { lossyGeo } from './scenarios/lossy-geo.js';
import { noCredit } from './scenarios/no-credit.js';
import { outage24h } from './scenarios/outage-24h.js';
import { secondCutMidDrain } from './scenarios/second-cut-mid-drain.js';
import { sharedFate } from './scenarios/shared-fate.js';
import { blackhole, blackholeToGeo, blackholeToMetered, brownout, oneWay, slowdown } from './scenarios/silence.js';
import { standbyAsleep, standbyCold, standbyWarm } from './scenarios/standby.js';
import { urgentInBacklog } from './scenarios/urgent-in-backlog.js';

/** A scenario as `npm run lab` offers it. */
export interface Offer {
  /** Made of cuts: how many of them, and what decides when each comes, is asked for. */
  readonly make: (options: CutOptions) => Scenario;
  /** Whether `--cuts` says anything to it. */
  readonly hasCuts: boolean;
  /** In `all`: how many cuts, in how many networks at once. */
  readonly cuts: number;
  readonly parallel: number;
  /** About how long it takes then. */
  readonly minutes: number;
  /** Its figures suffer when others run beside it. */
  readonly alone: boolean;
}

const fixed = (scenario: Scenario, minutes: number): Offer => ({
  ...{ make: () => scenario, hasCuts: false, cuts: 0, parallel: 1, minutes, alone: false },
});
const cutting = (make: Offer['make'], cuts: number, parallel: number, minutes: number): Offer => ({
  ...{ make, hasCuts: true, cuts, parallel, minutes, alone: true },
});

/** In the order of `all`: first what wants the machine for itself, then the rest, side by side. */
export const offers: readonly Offer[] = [
  cutting(blackhole, 100, 4, 6),
  cutting(oneWay, 10, 4, 1),
  cutting(blackholeToGeo, 6, 3, 2),
  cutting(blackholeToMetered, 6, 3, 2),
  cutting(brownout, 6, 3, 2),
  cutting(slowdown, 6, 3, 2),
  cutting(besideBridges, 10, 4, 5),
  fixed(flap, 11),
  fixed(sharedFate, 9),
  fixed(hubRestart, 2),
  fixed(noCredit, 2),
  fixed(secondCutMidDrain, 3),
  fixed(linkFlip, 3),
  fixed(longOutage, 3),
  fixed(outage24h, 2),
  fixed(lossyGeo, 3),
  fixed(urgentInBacklog, 2),
  fixed(idleHour, 11),
  fixed(standbyCold, 17),
  fixed(standbyWarm, 17),
  fixed(standbyAsleep, 14),
];

const anyCut: CutOptions = { cuts: 1, random: () => 0 };

/** The scenario's own words, whatever its cuts. */
export function wordsOf({ make }: Offer): Pick<Scenario, 'name' | 'title'> {
  const { name, title } = make(anyCut);
  return { name, title };
}
