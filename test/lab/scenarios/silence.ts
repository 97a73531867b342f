import { fibreLink, mobileLink, nothingLost, type Scenario, type Step, satelliteLink } from '../scenario.js';

const silenceSeconds = 20;
const everyMilliseconds = 100;

/** The fibre falls silent again and again: how long is nobody told that the hub has an urgent record? */
export function blackhole(cuts: number): Scenario {
  return silence(cuts, {
    name: 'blackhole',
    title: 'The fibre swallows everything for 20 s and comes back; a mobile network and a satellite stand by',
    begins: { do: 'cut', link: 'fibre', direction: 'both' },
  });
}

/** Only what goes to the hub is swallowed: the site goes on hearing it. */
export function oneWay(cuts: number): Scenario {
  return silence(cuts, {
    name: 'one-way',
    title: 'The fibre carries nothing to the hub for 20 s, and everything from it',
    begins: { do: 'cut', link: 'fibre', direction: 'up' },
  });
}

/** It carries, but badly. */
export function brownout(cuts: number): Scenario {
  return silence(cuts, {
    name: 'brownout',
    title: 'The fibre loses 30 % both ways and takes three times as long for 20 s',
    begins: { do: 'brown', link: 'fibre', lossShare: 0.3, delayFactor: 3 },
  });
}

/** Urgent records ten times a second all the while; each time is over when the fibre has been back for some seconds. */
function silence(
  cuts: number,
  what: { readonly name: string; readonly title: string; readonly begins: Step },
): Scenario {
  const { name, title, begins } = what;
  const once: readonly Step[] = [
    { do: 'gap-begins' },
    begins,
    { do: 'wait', seconds: silenceSeconds },
    { do: 'heal', link: 'fibre' },
    { do: 'until-up', link: 'fibre', secondsMax: 150 },
    { do: 'wait', seconds: 5 },
    { do: 'gap-ends' },
    // So that the next cut's gap does not begin in this one's time.
    { do: 'wait', seconds: 1 },
  ];
  return {
    ...{ name, title, links: [fibreLink, mobileLink, satelliteLink], backlogChanges: 0 },
    steps: [
      { do: 'start-hub' },
      { do: 'start-site' },
      { do: 'until-up', link: 'fibre', secondsMax: 60 },
      { do: 'mark' },
      { do: 'urgent', everyMilliseconds },
      { do: 'wait', seconds: 5 },
      ...Array.from({ length: cuts }, () => once).flat(),
      { do: 'urgent', everyMilliseconds: 'stop' },
    ],
    goals: nothingLost,
    short: { backlogChanges: 0, waitSecondsMax: 8, goals: nothingLost },
  };
}
