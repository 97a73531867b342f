import type { NodeLink } from '../../provisioning/node-folder.js';
import type { LabLink } from './ground.js';
import type { Browning, LineShape } from './relay/shaped-line.js';

/** A scenario of the lab, as data: the links, what waits at the start, what happens, and what must come out. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** The preferred one first. */
  readonly links: readonly ScenarioLink[];
  /** Changes that the site holds before it ever reaches the hub. */
  readonly backlogChanges: number;
  /** TCP's congestion control at both ends; the system's own when left out. */
  readonly congestion?: 'bbr' | 'cubic' | 'reno';
  readonly steps: readonly Step[];
  readonly goals: readonly Goal[];
  /** The same in a test: fewer changes, shorter waits, and only goals that a busy machine does not miss. */
  readonly short: { readonly backlogChanges: number; readonly waitSecondsMax: number; readonly goals: readonly Goal[] };
}

/** The scenario as the tests run it. */
export function shortened(scenario: Scenario): Scenario {
  const { backlogChanges, waitSecondsMax, goals } = scenario.short;
  const steps = scenario.steps.map((step) =>
    step.do === 'wait' ? { ...step, seconds: Math.min(step.seconds, waitSecondsMax) } : step,
  );
  return { ...scenario, backlogChanges, steps, goals };
}

/** What no scenario may break. */
export const nothingLost: readonly Goal[] = [
  { metric: 'lost', max: 0 },
  { metric: 'doubled', max: 0 },
  { metric: 'altered', max: 0 },
];

/** The goals that were missed, in words. */
export function missedGoals(goals: readonly Goal[], figures: ReadonlyMap<Metric, number>): readonly string[] {
  return goals
    .filter(({ metric, max }) => !((figures.get(metric) ?? Number.NaN) <= max))
    .map(({ metric, max }) => `${metric} is ${figures.get(metric)}, ${max} at most`);
}

/** A link as the site knows it, and as it is. */
export interface ScenarioLink extends LabLink {
  readonly kind: NodeLink['kind'];
  readonly metered: boolean;
}

export type Step =
  | { readonly do: 'cut'; readonly link: string; readonly direction: 'both' | 'up' | 'down' | 'none' }
  /** Bad, not dead: more is lost, the way is longer. */
  | ({ readonly do: 'brown'; readonly link: string } & Browning)
  /** As it was at the start. */
  | { readonly do: 'heal'; readonly link: string }
  | { readonly do: 'start-site' }
  | { readonly do: 'kill-hub' }
  | { readonly do: 'start-hub' }
  | { readonly do: 'wait'; readonly seconds: number }
  /** Time and bytes are counted from here. */
  | { readonly do: 'mark' }
  /** Somebody writes an allergy again and again, or stops. */
  | { readonly do: 'urgent'; readonly everyMilliseconds: number | 'stop' }
  /** Until the hub is durable for so much of the backlog. */
  /** Until the site has a session over the link. */
  | { readonly do: 'until-up'; readonly link: string; readonly secondsMax: number }
  /** Around a cut: the longest time without an acknowledgement of an urgent change is looked for in between. */
  | { readonly do: 'gap-begins' }
  | { readonly do: 'gap-ends' }
  | { readonly do: 'until-drained'; readonly share: number; readonly secondsMax: number };

/** A figure and what it may be at most. */
export interface Goal {
  readonly metric: Metric;
  readonly max: number;
}

export type Metric =
  | 'lost'
  | 'doubled'
  | 'altered'
  | 'drain-seconds'
  | 'urgent-p50-seconds'
  | 'urgent-p99-seconds'
  /** The longest time without an acknowledgement around each cut, over all cuts. */
  | 'gap-p50-seconds'
  | 'gap-p99-seconds'
  | 'gap-max-seconds'
  /** In the lane with the most, the urgent ones apart: batches of which something went again, in however many pieces. */
  | 'batches-resent'
  | 'changes-resent'
  | 'bytes-up'
  | 'bytes-down'
  | 'bytes-an-hour';

const never = { jitterMilliseconds: 0, lossShare: 0 } as const;

/** 20 Mbit/s over 20 ms: a good day on the national backbone. */
export const fibreLine: LineShape = {
  ...{ ...never, delayMilliseconds: 10, bytesPerSecond: 2_500_000, queueBytesMax: 250_000 },
};

/** 256 kbit/s, 600 ms there and back, 2 % of packets lost in either direction; a queue of a second and a half. */
export const satelliteLine: LineShape = {
  ...{ delayMilliseconds: 300, jitterMilliseconds: 20, lossShare: 0.02, bytesPerSecond: 32_000, queueBytesMax: 48_000 },
};

/** 5 Mbit/s over 80 ms and more: a mobile network on an ordinary day. */
const mobileLine: LineShape = {
  ...{
    delayMilliseconds: 40,
    jitterMilliseconds: 20,
    lossShare: 0.005,
    bytesPerSecond: 600_000,
    queueBytesMax: 200_000,
  },
};

/** A link with the same line in both directions. */
function both(link: Omit<ScenarioLink, 'up' | 'down'>, line: LineShape): ScenarioLink {
  return { ...link, up: line, down: line };
}

export const fibreLink = both({ name: 'fibre', kind: 'fibre', metered: false }, fibreLine);
/** A flat rate: what goes over it is not counted. */
export const mobileLink = both({ name: '4g', kind: 'cellular', metered: false }, mobileLine);
export const satelliteLink = both({ name: 'geo', kind: 'geo', metered: true }, satelliteLine);
