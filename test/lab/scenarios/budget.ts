import { fibreLink, satelliteLink } from '../lines.js';
import { nothingLost, type Scenario, type ScenarioLink } from '../scenario.js';

/** As the relay counts it, so that nothing is lost behind the count: what is lost on the way down no site can see. */
const clearSatellite: ScenarioLink = {
  ...satelliteLink,
  up: { ...satelliteLink.up, lossShare: 0 },
  down: { ...satelliteLink.down, lossShare: 0 },
};

/** The site's own count against the relay's: a backlog, urgent records, and a session at rest. */
export const metering: Scenario = {
  name: 'metering',
  title: 'What the site says that went over a metered satellite, against what did',
  links: [clearSatellite],
  settings: { meteredStandby: 'warm' },
  backlogChanges: 3_000,
  steps: [
    { do: 'start-hub' },
    { do: 'start-site' },
    { do: 'mark' },
    { do: 'until-drained', share: 1, secondsMax: 600 },
    { do: 'urgent', everyMilliseconds: 2_000 },
    { do: 'wait', seconds: 120 },
    { do: 'urgent', everyMilliseconds: 'stop' },
    { do: 'wait', seconds: 600 },
  ],
  goals: [...nothingLost, { metric: 'metering-error-percent', max: 1 }],
  short: {
    backlogChanges: 300,
    waitSecondsMax: 15,
    goals: [...nothingLost, { metric: 'metering-error-percent', max: 3 }],
  },
};

/** The month of a satellite is spent while a backlog drains: all but urgent records stop, those go on. */
export const budget: Scenario = {
  name: 'budget',
  title: 'A satellite whose month is spent in the middle of a backlog',
  links: [fibreLink, { ...clearSatellite, month: { budgetBytes: 10_000_000, usedBytes: 8_850_000 } }],
  settings: { meteredStandby: 'warm' },
  backlogChanges: 20_000,
  steps: [
    { do: 'start-hub' },
    { do: 'cut', link: 'fibre', direction: 'both' },
    { do: 'start-site' },
    { do: 'mark' },
    { do: 'until-spent', link: 'geo', secondsMax: 600 },
    { do: 'urgent', everyMilliseconds: 1_000 },
    { do: 'wait', seconds: 60 },
    { do: 'urgent', everyMilliseconds: 'stop' },
    { do: 'wait', seconds: 5 },
    { do: 'heal', link: 'fibre' },
    { do: 'until-drained', share: 1, secondsMax: 300 },
  ],
  goals: [
    ...nothingLost,
    { metric: 'overrun-percent', max: 0.5 },
    { metric: 'metering-error-percent', max: 1 },
    { metric: 'urgent-p99-seconds', max: 3 },
  ],
  short: {
    backlogChanges: 20_000,
    waitSecondsMax: 10,
    goals: [...nothingLost, { metric: 'overrun-percent', max: 0.5 }],
  },
};
