import { fibreLine, fibreLink } from '../lines.js';
import { nothingLost, type Scenario } from '../scenario.js';

const narrow = { ...fibreLine, bytesPerSecond: 64_000, delayMilliseconds: 40 };

/** The hub is killed in the middle of a drain and comes back; urgent changes go first before and after. */
export const urgentInBacklog: Scenario = {
  name: 'urgent-in-backlog',
  title: 'Urgent changes beside a backlog on a narrow line, and the hub killed in between',
  links: [{ ...fibreLink, up: narrow, down: narrow }],
  backlogChanges: 8_000,
  steps: [
    { do: 'start-hub' },
    { do: 'start-site' },
    { do: 'mark' },
    { do: 'urgent', everyMilliseconds: 300 },
    { do: 'until-drained', share: 0.4, secondsMax: 60 },
    { do: 'kill-hub' },
    { do: 'start-hub' },
    { do: 'until-drained', share: 1, secondsMax: 180 },
    { do: 'urgent', everyMilliseconds: 'stop' },
  ],
  goals: [...nothingLost, { metric: 'urgent-p50-seconds', max: 2 }],
  short: { backlogChanges: 3_000, waitSecondsMax: 5, goals: nothingLost },
};
