import type { Processing } from './processings.js';

/**
 * What a node deletes when its time is over; the closed list (rule R44). Whatever is kept without a time stands in
 * {@link endlessKinds} with its reason.
 */
export const retentionKinds = [
  'sign-ins',
  'habits',
  'account-changes',
  'exports',
  'subscriptions',
  'mended-changes',
] as const;

export type RetentionKind = (typeof retentionKinds)[number];

/** Those that the daily sweep deletes; exports and subscriptions are forgotten by whoever serves them, by the same times. */
export const sweptKinds = ['sign-ins', 'habits', 'account-changes', 'mended-changes'] as const;

/** For how long each kind is kept, in days. */
export type RetentionDays = Readonly<Record<RetentionKind, number>>;

export interface RetentionRule {
  readonly daysDefault: number;
  /** What the law, or what the kind is for, asks at least. */
  readonly daysMin: number;
  /** Beyond it nothing needs the kind any more. */
  readonly daysMax: number;
  readonly processing: Processing;
}

export const retentionRules: Readonly<Record<RetentionKind, RetentionRule>> = {
  'sign-ins': { daysDefault: 365, daysMin: 30, daysMax: 3_650, processing: 'sign-in' },
  // What is not done for so long is no habit any more.
  habits: { daysDefault: 180, daysMin: 30, daysMax: 180, processing: 'sign-in' },
  'account-changes': { daysDefault: 730, daysMin: 90, daysMax: 3_650, processing: 'sign-in' },
  exports: { daysDefault: 1, daysMin: 1, daysMax: 7, processing: 'care' },
  subscriptions: { daysDefault: 30, daysMin: 1, daysMax: 365, processing: 'exchange' },
  'mended-changes': { daysDefault: 90, daysMin: 30, daysMax: 730, processing: 'care' },
};

export const retentionDefaults = Object.fromEntries(
  retentionKinds.map((kind) => [kind, retentionRules[kind].daysDefault]),
) as RetentionDays;

/** What no sweep deletes, and the processing that it is part of. */
export const endlessKinds = {
  records: 'care',
  copies: 'care',
  quarantine: 'care',
  audit: 'audit',
  openings: 'audit',
  sessions: 'sign-in',
  accounts: 'sign-in',
  logs: 'sign-in',
} as const satisfies Readonly<Record<string, Processing>>;

export type EndlessKind = keyof typeof endlessKinds;

export const endlessKindList = Object.keys(endlessKinds) as readonly EndlessKind[];

/** What the law asks of the audit, in years; it is kept without end, for it is one chain from its first entry (rule R45). */
export const auditYearsMin = 10;

export type RetentionFault = 'unknown' | 'endless' | 'not-days' | 'too-short' | 'too-long';

/** What is wrong with a time that somebody wants for a kind; `undefined`: nothing. */
export function faultOf(kind: string, days: number): RetentionFault | undefined {
  if (Object.hasOwn(endlessKinds, kind)) return 'endless';
  const rule = retentionKinds.some((known) => known === kind) ? retentionRules[kind as RetentionKind] : undefined;
  if (rule === undefined) return 'unknown';
  if (!Number.isSafeInteger(days)) return 'not-days';
  if (days < rule.daysMin) return 'too-short';
  return days > rule.daysMax ? 'too-long' : undefined;
}

const dayMilliseconds = 24 * 3_600_000;

/** What is older than this is over; milliseconds since 1970. */
export function overBefore(days: number, nowMilliseconds: number): number {
  return Math.floor(nowMilliseconds - days * dayMilliseconds);
}
