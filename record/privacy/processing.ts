import type { AccessKind } from '../access.js';
import type { Processing } from './processings.js';
import type { RetentionDays } from './retention.js';

/**
 * The processing that each kind of records is part of; `none` where a kind says nothing of a person. A kind that is added and not
 * said here stops the compiler, so that the register cannot fall behind (rule R41).
 */
export const processingOfKind: Readonly<Record<AccessKind, Processing | 'none'>> = {
  identity: 'care',
  visit: 'care',
  clinical: 'care',
  prescription: 'care',
  dispensing: 'care',
  laboratory: 'care',
  trail: 'care',
  billing: 'billing',
  directory: 'staff',
  audit: 'audit',
  notification: 'exchange',
  aggregate: 'figures',
  terminology: 'none',
};

/** What is kept apart from records: sessions and sign-ins of staff. */
export const beyondRecords: Readonly<Partial<Record<Processing, readonly ['accounts', ...string[]]>>> = {
  'sign-in': ['accounts', 'second-factors', 'sessions', 'sign-ins'],
};

/** Facts of a node that the register is printed from. */
export interface RegisterFacts {
  readonly node: { readonly kind: 'site' | 'hub'; readonly code: string; readonly name: string };
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  /** '' at the hub. */
  readonly hub: string;
  /** Other hospitals that are known here. */
  readonly sites: readonly { readonly code: string; readonly name: string }[];
  /** Machines whose tokens are good now. */
  readonly machines: readonly { readonly name: string; readonly scopes: string }[];
  /** Programs that are notified (rule R43): by the host of their address alone, which may hold a secret beyond it. */
  readonly receivers: readonly { readonly host: string; readonly getsRecords: boolean }[];
  /** How many accounts each role has that are not disabled. */
  readonly accounts: Readonly<Record<string, number>>;
  readonly isSecondFactorMandatory: boolean;
  /** For how long what is kept, as the node's sweep has it (rule R44). */
  readonly retention: RetentionDays;
}

/** What settings say; absent at the hub, which has no patients of its own. */
export interface RegisterSettings {
  readonly privacyResponsible: string;
  readonly privacyContact: string;
  readonly privacyRecordYears: number;
  readonly backupsKeptMax: number;
  readonly backupToHub: boolean;
  readonly idleLockSeconds: number;
}
