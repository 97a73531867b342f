import type { EdgeSettings } from '../../config/edge-settings.js';
import type { NodeLink } from '../../provisioning/node-folder.js';
import type { LabLink } from './ground.js';
import type { Step } from './step.js';

/** A scenario of the lab, as data: the links, what waits at the start, what happens, and what must come out. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** The preferred one first. */
  readonly links: readonly ScenarioLink[];
  /** Changes that the site holds before it ever reaches the hub. */
  readonly backlogChanges: number;
  /** Patients with all that is known of them, at the site before it ever reaches the hub, or at the hub from elsewhere. */
  readonly population?: Population;
  /** TCP's congestion control at both ends; the system's own when left out. */
  readonly congestion?: 'bbr' | 'cubic' | 'reno';
  /** Mosquitto bridges carry the same messages over the same links at the same time; in network namespaces only. */
  readonly withBridges?: boolean;
  /** Of the site's program, where they are not as usual. */
  readonly settings?: Partial<EdgeSettings>;
  readonly steps: readonly Step[];
  readonly goals: readonly Goal[];
  /** The same in a test: fewer changes, shorter waits, and only goals that a busy machine does not miss. */
  readonly short: {
    readonly backlogChanges: number;
    readonly waitSecondsMax: number;
    readonly patients?: number;
    readonly goals: readonly Goal[];
  };
}

export interface Population {
  readonly at: 'site' | 'hub';
  readonly patients: number;
}

/** The scenario as the tests run it. */
export function shortened(scenario: Scenario): Scenario {
  const { backlogChanges, waitSecondsMax, patients, goals } = scenario.short;
  const { population } = scenario;
  const steps = scenario.steps.map((step) =>
    step.do === 'wait' ? { ...step, seconds: Math.min(step.seconds, waitSecondsMax) } : step,
  );
  const fewer = population && patients !== undefined && { population: { ...population, patients } };
  return { ...scenario, ...fewer, backlogChanges, steps, goals };
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

/** Whether one of the promises is broken, not only a goal missed. */
export function breaksPromise(figures: ReadonlyMap<Metric, number>): boolean {
  return missedGoals(nothingLost, figures).length > 0;
}

/** A link as the site knows it, and as it is. */
export interface ScenarioLink extends LabLink {
  readonly kind: NodeLink['kind'];
  readonly metered: boolean;
  /** Where metered: bytes a month, and what of them is used on its last day. */
  readonly month?: { readonly budgetBytes: number; readonly usedBytes: number };
}

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
  | 'cuts'
  /** The longest time without an acknowledgement around each cut, over all cuts. */
  | 'gap-p50-ms'
  | 'gap-p99-ms'
  | 'gap-max-ms'
  /** From each cut until the site carries its records over another link. */
  | 'left-p50-ms'
  | 'left-max-ms'
  /** How often the site went over to another link since the mark. */
  | 'switches'
  /** Of the causes that were to be named, those that were not in time, and how long the slowest named one took. */
  | 'causes-expected'
  | 'causes-missed'
  | 'cause-max-ms'
  /** Batches of which something went again, in however many pieces: over all lanes but the urgent ones, and in these. */
  | 'batches-resent'
  | 'urgent-batches-resent'
  | 'changes-resent'
  | 'bytes-up'
  | 'bytes-down'
  | 'bytes-an-hour'
  /** Of metered links: what the site says that went over them against what did, and what that is in 30 days. */
  | 'metering-error-percent'
  | 'bytes-30-days'
  /** Of links that sleep. */
  | 'wakes'
  /** Beyond what of a month's budget is not kept for urgent records, of the budget. */
  | 'overrun-percent'
  /** From the question for a patient of elsewhere until the summary can be read at the site. */
  | 'summary-p50-seconds'
  | 'summary-p95-seconds'
  /** All that went over the links meanwhile, for patients of whom there is no more than the summary. */
  | 'summary-p50-bytes'
  | 'summary-p95-bytes'
  /** From the start of a box that has lost its database until it can be worked with, and until it has all again. */
  | 'usable-seconds'
  | 'usable-bytes'
  | 'whole-seconds'
  | 'whole-bytes'
  /** Resources that it had before, and has not. */
  | 'missing';
