import type { Scenario } from './scenario.js';
import { besideBridges } from './scenarios/beside-bridges.js';
import { bootstrap4g, bootstrapGeo } from './scenarios/bootstrap.js';
import { budget, metering } from './scenarios/budget.js';
import { fetchGeo } from './scenarios/fetch-geo.js';
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
import { asleepAlone, standbyAsleep, standbyCold, standbyWarm } from './scenarios/standby.js';
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
  /**
   * What may run at the same time: for `alone` figures suffer from it, `quiet` takes next to nothing from the others and
   * runs beside all of them.
   */
  readonly company: 'alone' | 'some' | 'quiet';
}

const fixed = (scenario: Scenario, minutes: number): Offer => ({
  ...{ make: () => scenario, hasCuts: false, cuts: 0, parallel: 1, minutes, company: 'some' },
});
const quiet = (scenario: Scenario, minutes: number): Offer => ({ ...fixed(scenario, minutes), company: 'quiet' });
const cutting = (make: Offer['make'], cuts: number, parallel: number, minutes: number): Offer => ({
  ...{ make, hasCuts: true, cuts, parallel, minutes, company: 'alone' },
});

/** As they are listed: what takes nothing from the others, what wants the machine for itself, then the rest. */
export const offers: readonly Offer[] = [
  quiet(standbyCold, 18),
  quiet(standbyWarm, 18),
  quiet(standbyAsleep, 18),
  quiet(asleepAlone, 17),
  quiet(metering, 14),
  quiet(idleHour, 12),
  quiet(flap, 12),
  cutting(blackhole, 100, 2, 9),
  cutting(oneWay, 8, 2, 1),
  cutting(blackholeToGeo, 6, 2, 1),
  cutting(blackholeToMetered, 6, 2, 1),
  cutting(brownout, 6, 2, 1),
  cutting(slowdown, 6, 2, 1),
  cutting(besideBridges, 10, 2, 6),
  fixed(sharedFate, 3),
  fixed(lossyGeo, 3),
  fixed(longOutage, 2),
  fixed(outage24h, 2),
  fixed(urgentInBacklog, 2),
  fixed(hubRestart, 2),
  fixed(linkFlip, 2),
  fixed(secondCutMidDrain, 1),
  fixed(noCredit, 1),
  fixed(budget, 3),
  fixed(fetchGeo, 5),
  fixed(bootstrap4g, 2),
  fixed(bootstrapGeo, 4),
];

const anyCut: CutOptions = { cuts: 1, random: () => 0 };

/** The scenario's own words, whatever its cuts. */
export function wordsOf({ make }: Offer): Pick<Scenario, 'name' | 'title'> {
  const { name, title } = make(anyCut);
  return { name, title };
}
