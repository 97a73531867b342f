import type { AccountChange } from '../../record/accounts/account-change.js';

/**
 * Keys of people (WebAuthn) that count as second factor; several for each person. `told` is what their person is told of a change
 * (rule N24), in the same transaction.
 */
export interface SecurityKeyStore {
  find(id: string): Promise<SecurityKey | undefined>;
  /** Those of a person, the oldest first. */
  listOf(user: string): Promise<readonly SecurityKey[]>;
  /** All that people have, by user. */
  list(): Promise<readonly SecurityKey[]>;
  /**
   * Keeps a key. `false`, and nothing changed, where one of this id is there already, whoever has it.
   * @param recoveryHashes recovery codes in the place of all others, where some were made with it
   */
  add(key: NewSecurityKey, recoveryHashes?: readonly string[], told?: AccountChange): Promise<boolean>;
  /**
   * The same by who was offered a second factor: the offer is spent, and their sessions end. `false`, and nothing changed,
   * where the offer is there no more.
   * @param offerHash SHA-256 of its token, hex
   */
  take(
    offerHash: string,
    key: NewSecurityKey,
    recoveryHashes: readonly string[],
    told?: AccountChange,
  ): Promise<boolean>;
  /**
   * A key has answered, with its count. `copied` where the count did not rise although it had risen: another device has the same
   * key. It is good no more from then on, and no answer of it is `used` again.
   * @param told what its person is told where it is found to be copied
   */
  use(id: string, signCount: number, nowMilliseconds: number, told?: AccountChange): Promise<'used' | 'copied'>;
  /** Takes one away; the sessions of its person end. `false` where they have none of this id. */
  remove(user: string, id: string, told?: AccountChange): Promise<boolean>;
  /** Takes all of a person away; their sessions and tokens end. */
  removeAllOf(user: string, told?: AccountChange): Promise<void>;
}

/** A key that was shown to be somebody's. */
export interface NewSecurityKey {
  /** The credential id, base64url. */
  readonly id: string;
  readonly user: string;
  /** As its person calls it. */
  readonly name: string;
  /** COSE_Key (RFC 9052). */
  readonly publicKey: Buffer;
  /** The name of this node that it was made for (WebAuthn: relying party id). */
  readonly host: string;
  /** How often it signed, as it says itself; 0 where it does not count. */
  readonly signCount: number;
  /** How it can be reached: `usb`, `nfc`, `internal`, … */
  readonly transports: readonly string[];
  /** Whether it asked who holds it (a finger, a PIN) when it was made: it has to from then on. */
  readonly verifies: boolean;
  /** Milliseconds since 1970. */
  readonly addedMilliseconds: number;
}

export interface SecurityKey extends NewSecurityKey {
  /** Milliseconds since 1970; `undefined`: never since. */
  readonly usedMilliseconds: number | undefined;
  /** When its count did not rise: it is good no more. */
  readonly copiedMilliseconds: number | undefined;
}
