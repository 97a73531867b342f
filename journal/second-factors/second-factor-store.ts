import type { AccountChange } from '../../record/accounts/account-change.js';

/**
 * What people prove themselves by besides their password. Of recovery codes only hashes are kept. `told` is what
 * their person is told of a change (rule N24), in the same transaction.
 */
export interface SecondFactorStore {
  find(user: string): Promise<SecondFactor | undefined>;
  /** All that people have, by user. */
  list(): Promise<readonly SecondFactor[]>;
  /** Keeps a secret that is offered to a person, in the place of one that was offered before. @throws Problem `not-found` */
  offer(offer: SecondFactorOffer): Promise<void>;
  /** An offer by the hash of its token, while it has not expired. */
  findOffer(hash: string, nowMilliseconds: number): Promise<SecondFactorOffer | undefined>;
  /**
   * The person has shown a code of what was offered: it takes the place of what they had, with new recovery codes; the offer
   * is spent, and their sessions end. `false`, and nothing changed, where the offer is there no more: another took it first.
   * @param onReplaced hears of what they had before anything changes; what it throws keeps everything as it is
   */
  take(taken: SecondFactorTaken, onReplaced: (before: SecondFactor) => void, told?: AccountChange): Promise<boolean>;
  /** A code of this step was shown. `false` where one of it, or of a later step, was taken before: a code counts once. */
  useStep(user: string, step: number): Promise<boolean>;
  /** A recovery code was shown. `false` where it is none of theirs, or was used before. */
  useRecoveryCode(user: string, hash: string, nowMilliseconds: number, told?: AccountChange): Promise<boolean>;
  /** New recovery codes in the place of all others. @throws Problem `not-found` for who has neither a second factor nor a key */
  renewRecoveryCodes(user: string, hashes: readonly string[], told?: AccountChange): Promise<void>;
  /** Recovery codes of a person that were not used yet. */
  countRecoveryCodes(user: string): Promise<number>;
  /** They set up another one when they next sign in. Their sessions and tokens end. */
  remove(user: string, told?: AccountChange): Promise<void>;
  /** The clock had been ahead: codes of steps after this one were not shown yet, whatever was written (rule T24). */
  holdBack(stepMax: number): Promise<void>;
}

export interface SecondFactor {
  readonly user: string;
  readonly secret: Buffer;
  /** Milliseconds since 1970. */
  readonly takenMilliseconds: number;
  /** The newest step whose code was taken. */
  readonly step: number;
  readonly recoveryCodesLeft: number;
}

export interface SecondFactorOffer {
  readonly user: string;
  /** SHA-256 of its token, hex. */
  readonly hash: string;
  readonly secret: Buffer;
  readonly expiresMilliseconds: number;
}

export interface SecondFactorTaken {
  readonly hash: string;
  readonly step: number;
  readonly recoveryHashes: readonly string[];
  readonly nowMilliseconds: number;
}
