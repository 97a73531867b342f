import type { AccessKind } from '../access.js';

/** From when a breach is known it has to be told to the authority within so many hours. */
export const breachHoursMax = 72;

/** What a breach came by: somebody's account, a computer of the network, or the box itself. */
export type BreachWay =
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'stolen-box' };

/** What a node knows of a breach; counts, names of staff and addresses, nothing of any record (rule R47). Milliseconds since 1970. */
export interface BreachFacts {
  readonly node: { readonly code: string; readonly name: string };
  readonly way: BreachWay;
  readonly from: number;
  readonly to: number;
  readonly knownAt: number;
  readonly madeAt: number;
  readonly accounts: readonly { readonly name: string; readonly role: string; readonly disabled: boolean }[];
  readonly signIns: readonly { readonly at: number; readonly user: string; readonly address: string }[];
  readonly openSessions: readonly { readonly user: string; readonly address: string; readonly since: number }[];
  readonly patients: number;
  readonly kinds: Readonly<Partial<Record<AccessKind, number>>>;
  /** How often what was done, by the word of the audit. */
  readonly words: Readonly<Record<string, number>>;
  /** Searches over many and exports, whose patients the audit does not name one by one. */
  readonly unnamed: number;
  /** What was done since, as the audit has it. */
  readonly acts: readonly { readonly at: number; readonly word: string }[];
  /** The same in words of whoever makes the report. */
  readonly done: readonly string[];
  /** How the data key opens, and what a thief has by it; whole sentences in the language of the report. */
  readonly protection: readonly string[];
}

/** What settings say of who is responsible. */
export interface BreachSettings {
  readonly privacyResponsible: string;
  readonly privacyAddress: string;
  readonly privacyContact: string;
  readonly privacyAuthority: string;
}

export function breachDeadline({ knownAt }: Pick<BreachFacts, 'knownAt'>): number {
  return knownAt + breachHoursMax * 3_600_000;
}

/** What is wrong with the times that somebody gave; `undefined`: nothing. */
export type PeriodFault = 'begins-in-future' | 'ends-in-future' | 'ends-before' | 'known-in-future' | 'known-before';

export function periodFault({
  from,
  to,
  knownAt,
  madeAt,
}: Pick<BreachFacts, 'from' | 'to' | 'knownAt' | 'madeAt'>): PeriodFault | undefined {
  if (from > madeAt) return 'begins-in-future';
  if (to > madeAt) return 'ends-in-future';
  if (to <= from) return 'ends-before';
  if (knownAt > madeAt) return 'known-in-future';
  return knownAt < from ? 'known-before' : undefined;
}
