import type { AccountChangeStore } from '../account-changes/account-change-store.js';
import { SqliteAccountChangeStore } from '../account-changes/sqlite-account-change-store.js';
import type { ApprovalStore } from '../approvals/approval-store.js';
import { SqliteApprovalStore } from '../approvals/sqlite-approval-store.js';
import type { JournalContext } from '../context.js';
import type { MachineTokenStore } from '../machine-tokens/machine-token-store.js';
import { SqliteMachineTokenStore } from '../machine-tokens/sqlite-machine-token-store.js';
import type { PeopleStore } from '../people-store.js';
import type { PinStore } from '../pins/pin-store.js';
import { SqlitePinStore } from '../pins/sqlite-pin-store.js';
import type { SecondFactorStore } from '../second-factors/second-factor-store.js';
import { SqliteSecondFactorStore } from '../second-factors/sqlite-second-factor-store.js';
import type { SecurityKeyStore } from '../security-keys/security-key-store.js';
import { SqliteSecurityKeyStore } from '../security-keys/sqlite-security-key-store.js';
import type { SignInStore } from '../sign-ins/sign-in-store.js';
import { SqliteSignInStore } from '../sign-ins/sqlite-sign-in-store.js';
import { SqlitePeopleStore } from '../sqlite-people-store.js';

/** Who may use a node, and by what they prove themselves. */
export interface PeopleStores {
  readonly people: PeopleStore;
  readonly machineTokens: MachineTokenStore;
  readonly secondFactors: SecondFactorStore;
  readonly securityKeys: SecurityKeyStore;
  readonly pins: PinStore;
  readonly signIns: SignInStore;
  readonly accountChanges: AccountChangeStore;
  readonly approvals: ApprovalStore;
}

export function openPeopleStores(context: JournalContext): PeopleStores {
  return {
    people: new SqlitePeopleStore(context),
    machineTokens: new SqliteMachineTokenStore(context),
    secondFactors: new SqliteSecondFactorStore(context),
    securityKeys: new SqliteSecurityKeyStore(context),
    pins: new SqlitePinStore(context),
    signIns: new SqliteSignInStore(context),
    accountChanges: new SqliteAccountChangeStore(context),
    approvals: new SqliteApprovalStore(context),
  };
}
