import { fibreLink, mobileLink } from '../lines.js';
import { nothingLost, type Scenario } from '../scenario.js';
import type { Step } from '../step.js';
import { begun } from './begun.js';

/** Seconds that the fibre is there and then away again, and how often: half a second to two minutes, in ten minutes. */
const periods: readonly (readonly [seconds: number, times: number])[] = [
  ...([
    [0.5, 40],
    [1, 30],
    [2, 20],
    [5, 12],
    [10, 9],
    [30, 4],
    [60, 2],
    [120, 1],
  ] as const),
];

/** A bad contact: a site that followed it would be nowhere at all. */
export const flap: Scenario = {
  name: 'flap',
  title: 'The fibre is away half of the time, for a quarter of a second to a minute each, over ten minutes',
  links: [fibreLink, mobileLink],
  backlogChanges: 0,
  steps: [
    ...begun('fibre'),
    { do: 'urgent', everyMilliseconds: 250 },
    { do: 'wait', seconds: 10 },
    { do: 'mark' },
    ...periods.flatMap(([seconds, times]) => Array.from({ length: times }, () => awayAndBack(seconds)).flat()),
    { do: 'wait', seconds: 2 },
    { do: 'urgent', everyMilliseconds: 'stop' },
  ],
  goals: [...nothingLost, { metric: 'switches', max: 3 }, { metric: 'urgent-p99-seconds', max: 2 }],
  short: { backlogChanges: 0, waitSecondsMax: 0.5, goals: [...nothingLost, { metric: 'switches', max: 3 }] },
};

function awayAndBack(seconds: number): readonly Step[] {
  return [
    { do: 'cut', link: 'fibre', direction: 'both' },
    { do: 'wait', seconds: seconds / 2 },
    { do: 'heal', link: 'fibre' },
    { do: 'wait', seconds: seconds / 2 },
  ];
}
