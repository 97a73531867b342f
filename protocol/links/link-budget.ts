/** How far the month of a link that is paid by the byte has gone, in shares of what is not kept for urgent records. */
export const budgetLevels = ['ok', 'warn-75', 'warn-95', 'spent'] as const;

export type BudgetLevel = (typeof budgetLevels)[number];

/** The month of a link that is paid by the byte, as it stands (rules L50 to L53). */
export interface LinkBudget {
  /** Of the calendar in UTC, e.g. `2026-11`. */
  readonly month: string;
  readonly capBytes: number;
  /** Everything that went over the link this month, both ways. */
  readonly usedBytes: number;
  /** Kept for urgent records. */
  readonly urgentReserveBytes: number;
  readonly level: BudgetLevel;
  /** When all but the reserve will be used at the pace of this month, or was; milliseconds since 1970. `null`: not this month. */
  readonly exhaustedAt: number | null;
  /** What went over it today, and the share of the month that is today's. */
  readonly pacedBytesToday: number;
  readonly dayBytes: number;
}
