import { fibreLink, mobileLink, satelliteLink } from '../lines.js';
import { nothingLost, type Scenario, type ScenarioLink } from '../scenario.js';
import { activeLink, type Step, sameLink } from '../step.js';
import { begun } from './begun.js';
import { afresh, type CutOptions, everyMilliseconds } from './fresh-cuts.js';

const links: readonly ScenarioLink[] = [fibreLink, mobileLink, satelliteLink];
/** Most cuts are short; some are so long that the site gives the session up. */
const silenceSeconds = (random: () => number) => 3 + 9 * random() ** 3;

/** Whatever carries the records falls silent, again and again: how long is nobody told that the hub has an urgent one? */
export function blackhole(options: CutOptions): Scenario {
  return inTurns(options, {
    name: 'blackhole',
    title: 'The active link, a fibre or a mobile network in turns, swallows everything and comes back',
    direction: 'both',
  });
}

/** Only what goes to the hub is swallowed: the site goes on hearing it. */
export function oneWay(options: CutOptions): Scenario {
  return inTurns(options, {
    name: 'one-way',
    title: 'The active link carries nothing to the hub, and everything from it',
    direction: 'up',
  });
}

function inTurns(
  { cuts, random }: CutOptions,
  { name, title, direction }: { readonly name: string; readonly title: string; readonly direction: 'both' | 'up' },
): Scenario {
  const once = (): readonly Step[] => [
    // At any moment between two probes.
    { do: 'wait', seconds: 2 + random() },
    { do: 'gap-begins' },
    { do: 'cut', link: activeLink, direction },
    { do: 'wait', seconds: silenceSeconds(random) },
    { do: 'heal', link: sameLink },
    { do: 'until-up', link: sameLink, secondsMax: 60 },
    { do: 'wait', seconds: 1 },
    { do: 'gap-ends' },
  ];
  return {
    ...{ name, title, links, backlogChanges: 0 },
    steps: [
      ...begun('fibre'),
      { do: 'mark' },
      { do: 'urgent', everyMilliseconds },
      { do: 'wait', seconds: 8 },
      ...Array.from({ length: cuts }, once).flat(),
      { do: 'urgent', everyMilliseconds: 'stop' },
    ],
    goals: [...nothingLost, { metric: 'gap-p50-ms', max: 1_000 }, { metric: 'gap-p99-ms', max: 1_500 }],
    short: { backlogChanges: 0, waitSecondsMax: 8, goals: nothingLost },
  };
}

/** It carries, but badly. */
export function brownout(options: CutOptions): Scenario {
  return afresh(options, {
    ...{ name: 'brownout', links },
    title: 'The active link loses 30 % both ways',
    fault: { do: 'brown', link: activeLink, lossShare: 0.3 },
    cause: 'brownout',
    goals: [{ metric: 'left-max-ms', max: 3_000 }],
  });
}

/** It carries, but badly, and later. */
export function slowdown(options: CutOptions): Scenario {
  return afresh(options, {
    ...{ name: 'slowdown', links },
    title: 'The active link takes three times as long and loses 10 % both ways',
    fault: { do: 'brown', link: activeLink, lossShare: 0.1, delayFactor: 3 },
    cause: 'brownout',
    goals: [{ metric: 'left-max-ms', max: 10_000 }],
  });
}

/** Nothing else is left than a satellite, whose session stands. */
export function blackholeToGeo(options: CutOptions): Scenario {
  return afresh(options, {
    name: 'blackhole-to-geo',
    title: 'A fibre falls silent, and a satellite of 600 ms stands by warm',
    links: [fibreLink, { ...satelliteLink, metered: false }],
    fault: { do: 'cut', link: 'fibre', direction: 'both' },
    cause: 'blackhole',
    goals: [{ metric: 'gap-p99-ms', max: 2_500 }],
  });
}

/** Nothing else is left than a link that is paid by the byte: its session is opened when it is needed. */
export function blackholeToMetered(options: CutOptions): Scenario {
  return afresh(options, {
    name: 'blackhole-to-metered',
    title: 'A fibre falls silent, and a metered mobile network stands by cold',
    links: [fibreLink, { ...mobileLink, metered: true }],
    fault: { do: 'cut', link: 'fibre', direction: 'both' },
    cause: 'blackhole',
    goals: [{ metric: 'gap-p99-ms', max: 6_000 }],
  });
}
