import { fibreLine, fibreLink, mobileLink, satelliteLink } from '../lines.js';
import { nothingLost, type Scenario } from '../scenario.js';

/** As slow as a line that is shared: the backlog must still be there when it is cut. */
const shared = { ...fibreLine, bytesPerSecond: 60_000 };
/** At each cut a batch of the backlog may be under way, and one of the urgent writes. */
const goals = [...nothingLost, { metric: 'batches-resent', max: 4 }] as const;

/** What takes over falls silent too, before the backlog is through. */
export const secondCutMidDrain: Scenario = {
  name: 'second-cut-mid-drain',
  title: 'A backlog loses the fibre, then the mobile network that took over, and drains over the satellite',
  links: [{ ...fibreLink, up: shared }, { ...mobileLink, up: shared }, satelliteLink],
  backlogChanges: 6_000,
  steps: [
    { do: 'start-hub' },
    { do: 'start-site' },
    { do: 'mark' },
    { do: 'urgent', everyMilliseconds: 1_000 },
    { do: 'until-drained', share: 0.3, secondsMax: 60 },
    { do: 'cut', link: 'fibre', direction: 'both' },
    { do: 'expect-cause', link: 'fibre', cause: 'blackhole' },
    { do: 'until-drained', share: 0.6, secondsMax: 60 },
    { do: 'cut', link: '4g', direction: 'both' },
    { do: 'until-drained', share: 1, secondsMax: 240 },
    { do: 'urgent', everyMilliseconds: 'stop' },
  ],
  goals: [...goals, { metric: 'causes-missed', max: 0 }],
  short: { backlogChanges: 3_000, waitSecondsMax: 5, goals },
};
