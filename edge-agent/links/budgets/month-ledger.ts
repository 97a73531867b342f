import type { BudgetLevel, LinkBudget } from '../../../protocol/links/link-budget.js';

/** What a link has carried of its month (rule L50); kept over restarts. Days and months are those of UTC. */
export interface MonthLedger {
  /** E.g. `2026-11`. */
  readonly month: string;
  /** 1 to 31. */
  readonly day: number;
  readonly usedBytes: number;
  /** What of it was used before this day. */
  readonly usedBeforeTodayBytes: number;
  /** When counting began, milliseconds since 1970: the first of the month, or later. */
  readonly sinceMilliseconds: number;
  /** When all but the reserve was used. */
  readonly spentMilliseconds?: number;
  /** Opened by a clock that was not sure: the month is not known yet. */
  readonly isGuessed: boolean;
}

/** What time it is, and whether the hub has confirmed it in this run of the program. */
export interface BudgetTime {
  readonly milliseconds: number;
  readonly isSure: boolean;
}

/** Of the cap; nothing but urgent records may use it. */
const urgentReserveShare = 0.1;
/** Of what is not kept for urgent records. */
const levelShares = [
  ['spent', 1],
  ['warn-95', 0.95],
  ['warn-75', 0.75],
] as const satisfies readonly (readonly [BudgetLevel, number])[];
const dayMilliseconds = 24 * 60 * 60 * 1000;

export function openLedger({ milliseconds, isSure }: BudgetTime): MonthLedger {
  const empty = { usedBytes: 0, usedBeforeTodayBytes: 0, sinceMilliseconds: milliseconds, isGuessed: !isSure };
  return { ...dateOf(milliseconds), ...empty };
}

/** Goes on to the day that it is. Only a clock that is sure moves it, and none moves it back: neither gives bytes again. */
export function turnLedger(ledger: MonthLedger, time: BudgetTime): MonthLedger {
  if (!time.isSure) return ledger;
  const { month, day } = dateOf(time.milliseconds);
  if (ledger.isGuessed) {
    const sinceMilliseconds = Math.max(startOf(month), time.milliseconds - dayMilliseconds);
    return { ...ledger, month, day, usedBeforeTodayBytes: 0, sinceMilliseconds, isGuessed: false };
  }
  if (month > ledger.month) return { ...openLedger(time), sinceMilliseconds: startOf(month) };
  if (month < ledger.month || day <= ledger.day) return ledger;
  return { ...ledger, day, usedBeforeTodayBytes: ledger.usedBytes };
}

/** Whether a clock that is sure is behind the ledger's month: it was set wrong once, and nothing is refilled until it is there again. */
export function isLedgerAhead({ month, isGuessed }: MonthLedger, { milliseconds, isSure }: BudgetTime): boolean {
  return isSure && !isGuessed && dateOf(milliseconds).month < month;
}

/** So many bytes went over the link. */
export function noteUsed(
  ledger: MonthLedger,
  bytes: number,
  capBytes: number,
  { milliseconds }: BudgetTime,
): MonthLedger {
  const usedBytes = ledger.usedBytes + bytes;
  const isSpent = usedBytes >= freeBytesOf(capBytes);
  const spentMilliseconds = isSpent ? (ledger.spentMilliseconds ?? milliseconds) : undefined;
  return { ...ledger, usedBytes, ...(spentMilliseconds !== undefined && { spentMilliseconds }) };
}

/** What of a cap is not kept for urgent records. */
export function freeBytesOf(capBytes: number): number {
  return capBytes - reserveBytesOf(capBytes);
}

export function budgetOf(ledger: MonthLedger, capBytes: number, time: BudgetTime): LinkBudget {
  const { month, usedBytes, usedBeforeTodayBytes } = ledger;
  return {
    ...{ month, capBytes, usedBytes, urgentReserveBytes: reserveBytesOf(capBytes) },
    level: levelOf(usedBytes, freeBytesOf(capBytes)),
    exhaustedAt: exhaustedAt(ledger, capBytes, time),
    pacedBytesToday: usedBytes - usedBeforeTodayBytes,
    dayBytes: dayBytesOf(ledger, capBytes),
  };
}

/** What is left of the month, in equal shares over the days that are left of it: what was saved is there for the others. */
function dayBytesOf({ month, day, usedBeforeTodayBytes }: MonthLedger, capBytes: number): number {
  const left = freeBytesOf(capBytes) - usedBeforeTodayBytes;
  return Math.max(0, Math.floor(left / (daysOf(month) - day + 1)));
}

function levelOf(usedBytes: number, freeBytes: number): BudgetLevel {
  return levelShares.find(([, share]) => usedBytes >= freeBytes * share)?.[0] ?? 'ok';
}

/** At the pace since counting began; a day of it at least, so that the first hour says nothing. */
function exhaustedAt(ledger: MonthLedger, capBytes: number, { milliseconds }: BudgetTime): number | null {
  const { usedBytes, sinceMilliseconds, spentMilliseconds, month } = ledger;
  const left = freeBytesOf(capBytes) - usedBytes;
  if (left <= 0) return spentMilliseconds ?? milliseconds;
  if (usedBytes === 0) return null;
  const at = milliseconds + (left * Math.max(dayMilliseconds, milliseconds - sinceMilliseconds)) / usedBytes;
  return at < startOf(month) + daysOf(month) * dayMilliseconds ? Math.round(at) : null;
}

function reserveBytesOf(capBytes: number): number {
  return Math.floor(capBytes * urgentReserveShare);
}

function dateOf(milliseconds: number): { readonly month: string; readonly day: number } {
  const text = new Date(milliseconds).toISOString();
  return { month: text.slice(0, 7), day: Number(text.slice(8, 10)) };
}

function startOf(month: string): number {
  return Date.parse(`${month}-01T00:00:00Z`);
}

function daysOf(month: string): number {
  const next = new Date(startOf(month));
  next.setUTCMonth(next.getUTCMonth() + 1);
  return Math.round((next.getTime() - startOf(month)) / dayMilliseconds);
}
