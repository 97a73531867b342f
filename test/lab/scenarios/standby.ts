import { fibreLink, satelliteLink } from '../lines.js';
import { nothingLost, type Scenario } from '../scenario.js';

const megabyte = 1_000_000;
/** Certificates once a week, at 5.5 kB with what carries them. */
const certificatesMonthBytes = 25_000;
const short = { backlogChanges: 0, waitSecondsMax: 15, goals: nothingLost };
/** The satellite stands by, and the fibre works: what that costs in 30 days. */
function standby(meteredStandby: 'cold' | 'warm' | 'asleep', bytesMax: number): Scenario {
  return {
    name: `standby-${meteredStandby}`,
    title: `A satellite stands by ${meteredStandby}, a quarter of an hour reckoned up to 30 days`,
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
    goals: [...nothingLost, { metric: 'bytes-30-days', max: bytesMax }],
    short,
  };
}

export const standbyCold = standby('cold', 10 * megabyte);
export const standbyWarm = standby('warm', 35 * megabyte);
export const standbyAsleep = standby('asleep', megabyte);

/** The worst month of a link that sleeps: no other works, and it asks the hub every 6 h, here every two minutes. */
export const asleepAlone: Scenario = {
  name: 'asleep-alone',
  title: 'A satellite sleeps while the fibre is away, what it costs to ask the hub reckoned up to 30 days',
  links: [fibreLink, satelliteLink],
  settings: { meteredStandby: 'asleep', meteredPollMinutes: 2 },
  backlogChanges: 0,
  steps: [
    { do: 'start-hub' },
    { do: 'start-site' },
    { do: 'wait', seconds: 20 },
    { do: 'cut', link: 'fibre', direction: 'both' },
    // The first look shows certificates, as one a week does; those after it begin with a key (rule L57).
    { do: 'wait', seconds: 170 },
    { do: 'mark' },
    { do: 'wait', seconds: 780 },
    { do: 'heal', link: 'fibre' },
    { do: 'wait', seconds: 20 },
  ],
  goals: [...nothingLost, { metric: 'bytes-30-days', max: megabyte - certificatesMonthBytes }],
  short,
};
