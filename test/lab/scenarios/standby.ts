import { fibreLink, satelliteLink } from '../lines.js';
import { nothingLost, type Scenario } from '../scenario.js';

/** How near the site's own count must be to what went over the line. */
const meteringGoal = { metric: 'metering-error-percent', max: 1 } as const;
const short = { backlogChanges: 0, waitSecondsMax: 15, goals: nothingLost };

/** The satellite stands by, and the fibre works: what that costs in 30 days. */
function standby(meteredStandby: 'cold' | 'warm', bytesMax: number): Scenario {
  return {
    name: `standby-${meteredStandby}`,
    title: `A satellite stands by ${meteredStandby}, ten minutes reckoned up to 30 days`,
    links: [fibreLink, satelliteLink],
    settings: { meteredStandby },
    backlogChanges: 0,
    steps: [
      { do: 'start-hub' },
      { do: 'start-site' },
      { do: 'wait', seconds: 120 },
      { do: 'mark' },
      { do: 'wait', seconds: 900 },
    ],
    goals: [...nothingLost, { metric: 'bytes-30-days', max: bytesMax }, meteringGoal],
    short,
  };
}

export const standbyCold = standby('cold', 10_000_000);
export const standbyWarm = standby('warm', 35_000_000);

/** The worst month of a link that sleeps: no other works, and it asks the hub every 6 h, here every two minutes. */
export const standbyAsleep: Scenario = {
  name: 'standby-asleep',
  title: 'A satellite sleeps while the fibre is away for 10 min, what it costs to ask reckoned up to 30 days',
  links: [fibreLink, satelliteLink],
  settings: { meteredStandby: 'asleep', meteredPollMinutes: 2 },
  backlogChanges: 0,
  steps: [
    { do: 'start-hub' },
    { do: 'start-site' },
    { do: 'wait', seconds: 20 },
    { do: 'cut', link: 'fibre', direction: 'both' },
    { do: 'mark' },
    { do: 'wait', seconds: 780 },
    { do: 'heal', link: 'fibre' },
    { do: 'wait', seconds: 20 },
  ],
  goals: [...nothingLost, { metric: 'bytes-30-days', max: 1_000_000 }, meteringGoal],
  short,
};
