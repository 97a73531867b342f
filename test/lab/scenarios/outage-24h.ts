import { satelliteLink } from '../lines.js';
import { nothingLost, type Scenario } from '../scenario.js';

/** A site comes back over its satellite after a day: the backlog drains while clinicians go on writing. */
export const outage24h: Scenario = {
  name: 'outage-24h',
  title: 'A day without any link, 5,000 changes, back over 256 kbit/s, 600 ms, 2 % loss',
  links: [satelliteLink],
  backlogChanges: 5_000,
  steps: [
    { do: 'start-hub' },
    { do: 'cut', link: 'geo', direction: 'both' },
    { do: 'start-site' },
    // Until the pauses between attempts are as long as they get.
    { do: 'wait', seconds: 40 },
    { do: 'cut', link: 'geo', direction: 'none' },
    { do: 'mark' },
    { do: 'urgent', everyMilliseconds: 500 },
    { do: 'until-drained', share: 1, secondsMax: 240 },
    { do: 'urgent', everyMilliseconds: 'stop' },
  ],
  goals: [...nothingLost, { metric: 'urgent-p99-seconds', max: 10 }, { metric: 'drain-seconds', max: 45 }],
  short: { backlogChanges: 1_200, waitSecondsMax: 6, goals: [...nothingLost, { metric: 'drain-seconds', max: 45 }] },
};
