import { Problem } from './problem.js';

/**
 * A lane of the log: its own dense sequence, credit and cursor, so that a backlog in one never delays a more urgent one
 * (rule S3). The number is the order of urgency.
 */
export type Lane = 0 | 1 | 2 | 3 | 4 | 5;

/** 0 control and fetch · 1 urgent · 2 clinical · 3 administrative · 4 attachments · 5 bulk and backfill. */
export const lane = { control: 0, urgent: 1, clinical: 2, administrative: 3, attachments: 4, bulk: 5 } as const;

/** All lanes, the most urgent first. */
export const lanes: readonly Lane[] = [0, 1, 2, 3, 4, 5];

/** @throws Problem `batch-malformed` when `value` is not the number of a lane */
export function parseLane(value: number): Lane {
  if (!Number.isInteger(value) || value < 0 || value > 5) throw new Problem('batch-malformed', 'not a lane');
  return value as Lane;
}
