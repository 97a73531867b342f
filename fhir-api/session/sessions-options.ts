import type { ApprovalStore } from '../../journal/approvals/approval-store.js';
import type { GlassStore } from '../../journal/care/glass-store.js';
import type { MachineTokenStore } from '../../journal/machine-tokens/machine-token-store.js';
import type { PeopleStore } from '../../journal/people-store.js';
import type { PinStore } from '../../journal/pins/pin-store.js';
import type { AuditEntry } from '../../journal/record-store.js';
import type { SecondFactorStore } from '../../journal/second-factors/second-factor-store.js';
import type { SecurityKeyStore } from '../../journal/security-keys/security-key-store.js';
import type { SignInStore } from '../../journal/sign-ins/sign-in-store.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { AccountKeeper } from './account/account-keeper.js';
import type { OwnAccountOptions } from './account/own-account.js';
import type { KeyNames } from './keys/key-place.js';

export interface SessionsOptions {
  readonly people: PeopleStore;
  /** What people are told of their accounts. */
  readonly accountChanges: OwnAccountOptions['accountChanges'];
  readonly machineTokens: MachineTokenStore;
  readonly secondFactors: SecondFactorStore;
  readonly securityKeys: SecurityKeyStore;
  readonly pins: PinStore;
  /** Accounts that wait for a second person. */
  readonly approvals: Pick<ApprovalStore, 'find'>;
  /** Records that are open to sessions although nobody cares for the patient. */
  readonly glass: Pick<GlassStore, 'findOpen' | 'end'>;
  /** When and from where people sign in. */
  readonly signIns: SignInStore;
  readonly isSecondFactorMandatory: boolean;
  /** A session that nobody uses for so long is locked. */
  readonly idleLockMillisecondsMax: number;
  readonly keeper: AccountKeeper;
  readonly ratePassword: OwnAccountOptions['ratePassword'];
  /** Under which names browsers open the node, where security keys work. */
  readonly keyNames: KeyNames;
  readonly siteId: SiteCode;
  /** Of the site or hub, as people know it. */
  readonly name: string;
  readonly checkPassword: (password: string, stored: string) => Promise<boolean>;
  readonly hashPassword: (password: string) => Promise<string>;
  readonly randomBytes: (count: number) => Buffer;
  readonly newSecret: () => string;
  readonly hashSecret: (secret: string) => string;
  /** Writes audit rows; awaited, so that nobody is in before it is written. */
  readonly audit: (entries: readonly AuditEntry[]) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The earliest that it can be; `now` when left out. What ended before it is surely over. */
  readonly surelyPast?: () => number;
  /** Whether `now` can be trusted; always, when left out. */
  readonly isClockSure?: () => boolean;
}
