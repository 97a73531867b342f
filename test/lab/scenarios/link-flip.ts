import { fibreLine, fibreLink, satelliteLink } from '../lines.js';
import { nothingLost, type Scenario } from '../scenario.js';

/** The fibre falls silent in the middle of a backlog, and the satellite carries on. */
export const linkFlip: Scenario = {
  name: 'link-flip',
  title: 'From fibre to satellite in the middle of a backlog',
  links: [
    // As slow as a fibre that is shared: the backlog must still be there when it is cut.
    { ...fibreLink, up: { ...fibreLine, bytesPerSecond: 60_000 } },
    satelliteLink,
  ],
  backlogChanges: 6_000,
  steps: [
    { do: 'start-hub' },
    { do: 'start-site' },
    { do: 'mark' },
    { do: 'urgent', everyMilliseconds: 1_000 },
    { do: 'until-drained', share: 0.4, secondsMax: 60 },
    { do: 'cut', link: 'fibre', direction: 'both' },
    { do: 'until-drained', share: 1, secondsMax: 240 },
    { do: 'urgent', everyMilliseconds: 'stop' },
  ],
  goals: [...nothingLost, { metric: 'batches-resent', max: 1 }],
  short: { backlogChanges: 3_000, waitSecondsMax: 5, goals: [...nothingLost, { metric: 'batches-resent', max: 1 }] },
};
