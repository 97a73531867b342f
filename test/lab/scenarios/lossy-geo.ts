import { satelliteLine, satelliteLink } from '../lines.js';
import { nothingLost, type Scenario } from '../scenario.js';

const bad = { ...satelliteLine, lossShare: 0.08, jitterMilliseconds: 150 };

/** Rain: eight packets in a hundred are lost, and the line goes dead for seconds at a time. */
export const lossyGeo: Scenario = {
  name: 'lossy-geo',
  title: 'A satellite in the rain: 8 % loss, jitter, two cuts of some seconds',
  links: [{ ...satelliteLink, up: bad, down: bad }],
  backlogChanges: 1_500,
  steps: [
    { do: 'start-hub' },
    { do: 'start-site' },
    { do: 'mark' },
    { do: 'urgent', everyMilliseconds: 1_000 },
    { do: 'until-drained', share: 0.3, secondsMax: 120 },
    { do: 'cut', link: 'geo', direction: 'up' },
    { do: 'wait', seconds: 6 },
    { do: 'cut', link: 'geo', direction: 'none' },
    { do: 'until-drained', share: 0.6, secondsMax: 120 },
    { do: 'cut', link: 'geo', direction: 'both' },
    { do: 'wait', seconds: 12 },
    { do: 'cut', link: 'geo', direction: 'none' },
    { do: 'until-drained', share: 1, secondsMax: 300 },
    { do: 'urgent', everyMilliseconds: 'stop' },
  ],
  goals: [...nothingLost],
  short: { backlogChanges: 500, waitSecondsMax: 4, goals: nothingLost },
};
