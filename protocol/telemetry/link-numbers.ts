import type { DecisionReason } from '../links/decision-reasons.js';
import type { LinkCauseCode } from '../links/link-causes.js';
import type { LinkStateCode } from '../links/link-states.js';
import { Problem } from '../problem.js';
import type { KeptEvidence } from './kept-decision.js';

/** The numbers of states, causes, reasons and conditions on the wire; never given twice (rule L33). */
export const stateNumbers = {
  active: 0,
  standby: 1,
  degraded: 2,
  down: 3,
  asleep: 4,
  blocked: 5,
} as const satisfies Readonly<Record<LinkStateCode, number>>;

export const causeNumbers = {
  none: 0,
  'link-down': 1,
  blackhole: 2,
  brownout: 3,
  'no-credit': 4,
  dns: 5,
  'hub-down': 6,
  certificate: 7,
  'shared-outage': 8,
  budget: 9,
} as const satisfies Readonly<Record<LinkCauseCode, number>>;

export const reasonNumbers = {
  unknown: 0,
  ready: 1,
  unreachable: 2,
  silent: 3,
  'session-ended': 4,
  losses: 5,
  slow: 6,
  cheaper: 7,
  better: 8,
  forced: 9,
  'not-forced': 10,
  'budget-spent': 11,
  preferred: 12,
} as const satisfies Readonly<Record<DecisionReason, number>>;

export const conditionNumbers = {
  sound: 0,
  shaky: 1,
  slow: 2,
  lossy: 3,
  down: 4,
} as const satisfies Readonly<Record<KeptEvidence['condition'], number>>;

/** How many causes and conditions fit beside what they share a number with. */
export const causesMax = 16;
export const conditionsMax = 8;

/** The word of a number; one that only a newer peer knows is `otherwise`. */
export function wordOf<Word extends string>(
  numbers: Readonly<Record<Word, number>>,
  number: number,
  otherwise?: NoInfer<Word>,
): Word {
  for (const word of Object.keys(numbers) as Word[]) if (numbers[word] === number) return word;
  if (otherwise === undefined) throw new Problem('batch-malformed', 'a number without a meaning');
  return otherwise;
}
