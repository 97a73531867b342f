import { satelliteLink } from '../lines.js';
import { nothingLost, type Scenario } from '../scenario.js';

/** Nothing happens: what an open session costs on a link that is paid by the byte. */
export const idleHour: Scenario = {
  name: 'idle-hour',
  title: 'An idle session on a metered link, some minutes reckoned up to an hour',
  links: [satelliteLink],
  backlogChanges: 0,
  steps: [
    { do: 'start-hub' },
    { do: 'start-site' },
    { do: 'wait', seconds: 60 },
    { do: 'mark' },
    { do: 'wait', seconds: 600 },
  ],
  goals: [
    ...nothingLost,
    // A session that stands is a warm standby: 35 MB in 30 days.
    { metric: 'bytes-an-hour', max: 48_600 },
  ],
  short: { backlogChanges: 0, waitSecondsMax: 20, goals: nothingLost },
};
