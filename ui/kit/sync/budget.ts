import { countOf, fieldsOf, numberOf, textOf, timeOf, wordOf } from '../http/read-fields.js';

export const budgetLevels = ['ok', 'warn-75', 'warn-95', 'spent'] as const;

/** What a metered link may carry in a month, and how far it is. */
export interface Budget {
  /** `2026-11`. */
  readonly month: string;
  readonly capBytes: number;
  readonly usedBytes: number;
  /** The part of the cap that only urgent records may use. */
  readonly urgentReserveBytes: number;
  readonly level: (typeof budgetLevels)[number];
  /** When it will be used up at the pace of these days; `undefined` when not within the month. */
  readonly exhaustedAt: number | undefined;
  readonly pacedBytesToday: number | undefined;
  readonly dayBytes: number | undefined;
}

/** `undefined` where the link has none. */
export function readBudget(value: unknown): Budget | undefined {
  const budget = fieldsOf(value);
  const capBytes = numberOf(budget['capBytes']);
  if (capBytes === undefined) return undefined;
  return {
    month: textOf(budget['month']),
    capBytes,
    usedBytes: countOf(budget['usedBytes']),
    urgentReserveBytes: countOf(budget['urgentReserveBytes']),
    level: wordOf(budgetLevels, budget['level']) ?? 'ok',
    exhaustedAt: timeOf(budget['exhaustedAt']),
    pacedBytesToday: numberOf(budget['pacedBytesToday']),
    dayBytes: numberOf(budget['dayBytes']),
  };
}

/** The share that is used, 0 to 1; a cap of nothing is used up from the start. */
export function usedFractionOf({ capBytes, usedBytes }: Budget): number {
  return capBytes === 0 ? 1 : Math.min(1, usedBytes / capBytes);
}
