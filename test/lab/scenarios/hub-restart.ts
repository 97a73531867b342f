import { fibreLink, mobileLink, satelliteLink } from '../lines.js';
import { nothingLost, type Scenario } from '../scenario.js';
import type { Step } from '../step.js';
import { begun } from './begun.js';

const away: readonly Step[] = [
  { do: 'expect-cause', link: 'fibre', cause: 'hub-down' },
  { do: 'expect-cause', link: '4g', cause: 'hub-down' },
  { do: 'wait', seconds: 8 },
  { do: 'start-hub' },
  // The other link may take over first; back to the configured one takes a while without losses, longer on a slow machine.
  { do: 'until-active', link: 'fibre', secondsMax: 180 },
  { do: 'wait', seconds: 10 },
];

/** The hub's program goes away and comes back, in peace and by force, while people write. */
export const hubRestart: Scenario = {
  name: 'hub-restart',
  title: 'The hub program ends and starts again, then is killed and starts again',
  links: [fibreLink, mobileLink, satelliteLink],
  backlogChanges: 0,
  steps: [
    ...begun('fibre'),
    { do: 'mark' },
    { do: 'urgent', everyMilliseconds: 250 },
    { do: 'wait', seconds: 10 },
    { do: 'stop-hub' },
    ...away,
    { do: 'kill-hub' },
    ...away,
    { do: 'urgent', everyMilliseconds: 'stop' },
  ],
  goals: [...nothingLost, { metric: 'causes-missed', max: 0 }],
  short: { backlogChanges: 0, waitSecondsMax: 5, goals: nothingLost },
};
