import { mobileLink, satelliteLink } from '../lines.js';
import { nothingLost, type Scenario, type ScenarioLink } from '../scenario.js';

/** A new box of a hospital comes up, with nothing of what the one before had. */
function bootstrapOver(link: ScenarioLink, title: string): Scenario {
  const goals = [...nothingLost, { metric: 'missing', max: 0 } as const];
  return {
    name: `bootstrap-${link.name}`,
    title: `A new box of a hospital gets its records back ${title}`,
    links: [link],
    // Where bytes are paid, the history waits for a person who allows it.
    settings: { meteredBulk: true },
    backlogChanges: 0,
    population: { at: 'site', patients: 200 },
    steps: [
      { do: 'start-hub' },
      { do: 'start-site' },
      { do: 'until-drained', share: 1, secondsMax: 300 },
      { do: 'lose-journal' },
      { do: 'mark' },
      { do: 'start-site' },
      { do: 'until-whole', secondsMax: 300 },
    ],
    goals: [...goals, { metric: 'usable-bytes', max: 1_000_000 }],
    short: { backlogChanges: 0, waitSecondsMax: 5, patients: 15, goals },
  };
}

export const bootstrap4g = bootstrapOver(mobileLink, 'over a mobile network');
export const bootstrapGeo = bootstrapOver(satelliteLink, 'over a satellite');
