import type { User } from '../../../journal/people-store.js';
import type { Pin } from '../../../journal/pins/pin-store.js';
import type { SecondFactor } from '../../../journal/second-factors/second-factor-store.js';
import type { SecurityKey } from '../../../journal/security-keys/security-key-store.js';

/** Keeps outside of the database what lets nobody in any more, before the database hears of it (rule B16). */
export interface AccountKeeper {
  keepUser(user: Pick<User, 'name' | 'passwordHash' | 'disabled' | 'role'>): void;
  keepRevokedPin(pin: Pick<Pin, 'hash'>): void;
  keepRevokedKey(key: Pick<SecurityKey, 'id'>): void;
  keepRevokedFactor(factor: Pick<SecondFactor, 'secret'>): void;
}
