import { mobileLink } from '../lines.js';
import { nothingLost, type Scenario } from '../scenario.js';

/** Days without a link, and both programs started again meanwhile: all of it arrives. */
export const longOutage: Scenario = {
  name: 'long-outage',
  title: 'Days without any link, 20,000 changes and more, both programs started again in between',
  links: [mobileLink],
  backlogChanges: 20_000,
  steps: [
    { do: 'start-hub' },
    { do: 'cut', link: '4g', direction: 'both' },
    { do: 'start-site' },
    { do: 'urgent', everyMilliseconds: 500 },
    { do: 'wait', seconds: 15 },
    { do: 'urgent', everyMilliseconds: 'stop' },
    { do: 'restart-site' },
    { do: 'stop-hub' },
    { do: 'wait', seconds: 15 },
    { do: 'start-hub' },
    { do: 'urgent', everyMilliseconds: 500 },
    { do: 'wait', seconds: 5 },
    { do: 'heal', link: '4g' },
    { do: 'mark' },
    { do: 'until-drained', share: 1, secondsMax: 240 },
    { do: 'urgent', everyMilliseconds: 'stop' },
  ],
  goals: [...nothingLost, { metric: 'drain-seconds', max: 90 }],
  short: { backlogChanges: 2_000, waitSecondsMax: 3, goals: nothingLost },
};
