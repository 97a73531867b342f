import { fibreLink, mobileLink, satelliteLink } from '../lines.js';
import { nothingLost, type Scenario } from '../scenario.js';
import type { Step } from '../step.js';
import { begun } from './begun.js';

const bothFail: readonly Step[] = [
  { do: 'cut', link: '4g', direction: 'both' },
  { do: 'cut', link: 'fibre', direction: 'both' },
];
const bothComeBack: readonly Step[] = [
  { do: 'heal', link: '4g' },
  { do: 'heal', link: 'fibre' },
  { do: 'until-up', link: 'fibre', secondsMax: 60 },
  { do: 'until-up', link: '4g', secondsMax: 60 },
];
const areNamed: readonly Step[] = [
  { do: 'expect-cause', link: 'fibre', cause: 'shared-outage' },
  { do: 'expect-cause', link: '4g', cause: 'shared-outage' },
];

/** Two operators on the same cable: after two outages the site has learnt it, and goes to the third link at once. */
export const sharedFate: Scenario = {
  name: 'shared-fate',
  title: 'Fibre and mobile network fail together three times; the third time the satellite is chosen at once',
  links: [fibreLink, mobileLink, { ...satelliteLink, metered: false }],
  backlogChanges: 0,
  steps: [
    ...begun('fibre'),
    { do: 'urgent', everyMilliseconds: 100 },
    { do: 'wait', seconds: 8 },
    ...bothFail,
    ...areNamed,
    { do: 'wait', seconds: 8 },
    ...bothComeBack,
    { do: 'wait', seconds: 6 },
    ...bothFail,
    ...areNamed,
    { do: 'wait', seconds: 8 },
    ...bothComeBack,
    // What failed twice must be good for minutes before it is used again.
    { do: 'until-active', link: 'fibre', secondsMax: 420 },
    { do: 'wait', seconds: 5 },
    { do: 'mark' },
    { do: 'gap-begins' },
    ...bothFail,
    ...areNamed,
    { do: 'wait', seconds: 8 },
    { do: 'gap-ends' },
    { do: 'urgent', everyMilliseconds: 'stop' },
  ],
  goals: [
    ...nothingLost,
    { metric: 'causes-missed', max: 0 },
    { metric: 'switches', max: 1 },
    { metric: 'gap-max-ms', max: 2_500 },
  ],
  short: { backlogChanges: 0, waitSecondsMax: 8, goals: nothingLost },
};
