import { satelliteLink } from '../lines.js';
import { nothingLost, type Scenario } from '../scenario.js';

/** A patient of another hospital stands at the desk, and the satellite is all there is. */
export const fetchGeo: Scenario = {
  name: 'fetch-geo',
  title: 'The summary of a patient of elsewhere, asked for over a satellite that loses 2 %',
  links: [satelliteLink],
  backlogChanges: 0,
  population: { at: 'hub', patients: 40 },
  steps: [
    { do: 'start-hub' },
    { do: 'start-site' },
    { do: 'until-active', link: 'geo', secondsMax: 60 },
    { do: 'wait', seconds: 5 },
    { do: 'mark' },
    { do: 'fetch-summaries' },
  ],
  goals: [...nothingLost, { metric: 'summary-p95-seconds', max: 2.5 }, { metric: 'summary-p95-bytes', max: 4_096 }],
  short: {
    ...{ backlogChanges: 0, waitSecondsMax: 2, patients: 6 },
    goals: [...nothingLost, { metric: 'summary-p95-bytes', max: 8_192 }],
  },
};
