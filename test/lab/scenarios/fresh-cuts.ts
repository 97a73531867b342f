import type { LinkCauseCode } from '../../../protocol/links/link-causes.js';
import { type Goal, nothingLost, type Scenario, type ScenarioLink } from '../scenario.js';
import { type Step, sameLink } from '../step.js';

/** How many cuts, and what decides when exactly each of them comes. */
export interface CutOptions {
  readonly cuts: number;
  readonly random: () => number;
}

/** How often somebody writes an urgent record around a cut. */
export const everyMilliseconds = 100;

export interface FreshCuts {
  readonly name: string;
  readonly title: string;
  readonly links: readonly ScenarioLink[];
  readonly fault: Step;
  readonly cause: LinkCauseCode;
  readonly goals: readonly Goal[];
}

/** A site whose program has just started, at any moment between two probes. */
export function freshGap(random: () => number): readonly Step[] {
  return [
    { do: 'restart-site' },
    { do: 'until-active', link: 'fibre', secondsMax: 60 },
    // What is usual on each link must be known.
    { do: 'wait', seconds: 8 },
    { do: 'urgent', everyMilliseconds },
    { do: 'wait', seconds: 2 + random() },
    { do: 'gap-begins' },
  ];
}

/** The same fault again and again to a site whose program has just started: nothing is held against any link yet. */
export function afresh({ cuts, random }: CutOptions, what: FreshCuts): Scenario {
  const { name, title, links, fault, cause, goals } = what;
  const once = (): readonly Step[] => [
    ...freshGap(random),
    fault,
    { do: 'expect-cause', link: sameLink, cause },
    { do: 'wait', seconds: 8 },
    { do: 'gap-ends' },
    { do: 'heal', link: sameLink },
    { do: 'urgent', everyMilliseconds: 'stop' },
    { do: 'wait', seconds: 1 },
  ];
  return {
    ...{ name, title, links, backlogChanges: 0 },
    steps: [{ do: 'start-hub' }, { do: 'start-site' }, { do: 'mark' }, ...Array.from({ length: cuts }, once).flat()],
    goals: [...nothingLost, { metric: 'causes-missed', max: 0 }, ...goals],
    short: { backlogChanges: 0, waitSecondsMax: 8, goals: nothingLost },
  };
}
