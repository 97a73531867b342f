import { mobileLink, satelliteLink } from '../lines.js';
import { nothingLost, type Scenario } from '../scenario.js';
import { begun } from './begun.js';

/** The prepaid line is used up in the middle of the day: the operator's portal answers everything from then on. */
export const noCredit: Scenario = {
  name: 'no-credit',
  title: 'The credit of the mobile network is used up: a portal answers, and nothing else goes',
  links: [{ ...mobileLink, plain: true }, satelliteLink],
  backlogChanges: 0,
  steps: [
    ...begun('4g'),
    { do: 'mark' },
    { do: 'urgent', everyMilliseconds: 250 },
    { do: 'wait', seconds: 8 },
    { do: 'portal', link: '4g' },
    { do: 'expect-cause', link: '4g', cause: 'no-credit' },
    { do: 'wait', seconds: 8 },
    { do: 'heal', link: '4g' },
    { do: 'until-up', link: '4g', secondsMax: 60 },
    { do: 'urgent', everyMilliseconds: 'stop' },
  ],
  goals: [...nothingLost, { metric: 'causes-missed', max: 0 }],
  short: { backlogChanges: 0, waitSecondsMax: 8, goals: nothingLost },
};
