import type { User } from '../../../journal/people-store.js';
import type { SecondFactor, SecondFactorStore } from '../../../journal/second-factors/second-factor-store.js';
import { Problem } from '../../../protocol/problem.js';
import { changeMade, type DoneAt } from '../../account-changes/change-made.js';
import { apiLimits } from '../../limits.js';
import { newRecoveryCodes, recoveryCodeIn } from './recovery-codes.js';
import { base32Of, stepAt, stepOfCode, stepsApartMax, totpSecretBytes, totpUri } from './totp.js';

export interface SecondFactorsOptions {
  readonly store: SecondFactorStore;
  /** Whether everybody must have one (rule N1); else, in a demo folder, who has taken one. */
  readonly isMandatory: boolean;
  /** Whose codes these are, as programs that make them show it. */
  readonly issuer: string;
  readonly randomBytes: (count: number) => Buffer;
  readonly newSecret: () => string;
  readonly hashSecret: (secret: string) => string;
  /** Keeps outside of the database that a second factor is good no more (rule N6). */
  readonly keepRevoked: (factor: SecondFactor) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Whether codes can be judged by the time that `now` says. */
  readonly isClockSure: () => boolean;
}

/** Something that a person can take as their second factor, by showing a code of it. */
export interface Offer {
  /** Proves that who shows the code is whom it was offered; kept nowhere here. */
  readonly token: string;
  /** Base 32, for who types it. */
  readonly secret: string;
  /** `otpauth://…`, for who reads it as a QR. */
  readonly uri: string;
  readonly expiresMilliseconds: number;
}

/** Whom an offer was taken by. */
export interface TakenOffer {
  readonly user: string;
  /** Shown once, kept as hashes. */
  readonly recoveryCodes: readonly string[];
}

/** By what a code proved somebody. */
export type CodeKind = 'totp' | 'recovery-code';

/** What people prove themselves by besides their password: codes of the time (RFC 6238) and recovery codes. */
export class SecondFactors {
  readonly #options: SecondFactorsOptions;

  constructor(options: SecondFactorsOptions) {
    this.#options = options;
  }

  get isMandatory(): boolean {
    return this.#options.isMandatory;
  }

  find(user: string): Promise<SecondFactor | undefined> {
    return this.#options.store.find(user);
  }

  /** Offers somebody a new secret; one that was offered before is good no more. */
  async offer({ name }: Pick<User, 'name'>): Promise<Offer> {
    const { store, issuer, randomBytes, newSecret, hashSecret, now } = this.#options;
    const secret = randomBytes(totpSecretBytes);
    const token = newSecret();
    const expiresMilliseconds = now() + apiLimits.secondFactorOfferMillisecondsMax;
    await store.offer({ user: name, hash: hashSecret(token), secret, expiresMilliseconds });
    return { token, secret: base32Of(secret), uri: totpUri(secret, issuer, name), expiresMilliseconds };
  }

  /** Whom something is offered. @throws Problem `offer-ended` */
  async userOf(token: string): Promise<string> {
    return (await this.#findOffer(token)).user;
  }

  /** @throws Problem `clock-unsure` for a code of the moment while nobody knows the moment (rule N3) */
  assertJudgeable(typed: string): void {
    if (isOfMoment(typed) && !this.#options.isClockSure()) throw new Problem('clock-unsure');
  }

  /** @throws Problem `second-factor-wrong`, `offer-ended` */
  async take(token: string, typed: string, { author }: Pick<User, 'author'>, at: DoneAt): Promise<TakenOffer> {
    const { store, hashSecret, now, keepRevoked } = this.#options;
    const { user, secret } = await this.#findOffer(token);
    const step = stepOfCode(secret, codeIn(typed), now(), -1);
    if (step === undefined) throw new Problem('second-factor-wrong');
    const { codes: recoveryCodes, hashes: recoveryHashes } = this.makeRecoveryCodes();
    const taken = { hash: hashSecret(token), step, recoveryHashes, nowMilliseconds: now() };
    const isTaken = await store.take(taken, keepRevoked, changeMade('second-factor', author, at, now()));
    if (!isTaken) throw new Problem('offer-ended');
    return { user, recoveryCodes };
  }

  /**
   * Judges a code, which counts once.
   * @param factor `undefined` for who has security keys alone
   * @throws Problem `second-factor-wrong`
   */
  async use(
    { name: user, author }: Pick<User, 'name' | 'author'>,
    factor: SecondFactor | undefined,
    typed: string,
    at: DoneAt,
  ): Promise<CodeKind> {
    const { store, hashSecret, now } = this.#options;
    if (factor !== undefined && isOfMoment(typed)) {
      const step = stepOfCode(factor.secret, codeIn(typed), now(), factor.step);
      if (step !== undefined && (await store.useStep(user, step))) return 'totp';
    }
    const recoveryCode = recoveryCodeIn(typed);
    if (recoveryCode !== undefined) {
      const told = changeMade('recovery-code', author, at, now());
      if (await store.useRecoveryCode(user, hashSecret(recoveryCode), now(), told)) return 'recovery-code';
    }
    throw new Problem('second-factor-wrong');
  }

  /** New recovery codes in the place of the old; shown once. @throws Problem `not-found` for who has no second factor */
  async renewRecoveryCodes({ name, author }: Pick<User, 'name' | 'author'>, at: DoneAt): Promise<readonly string[]> {
    const { store, now } = this.#options;
    const { codes, hashes } = this.makeRecoveryCodes();
    await store.renewRecoveryCodes(name, hashes, changeMade('recovery-codes', author, at, now()));
    return codes;
  }

  /** Recovery codes, kept nowhere yet. */
  makeRecoveryCodes(): { readonly codes: readonly string[]; readonly hashes: readonly string[] } {
    const { randomBytes, hashSecret } = this.#options;
    const codes = newRecoveryCodes(randomBytes);
    return { codes, hashes: codes.map(hashOf(hashSecret)) };
  }

  /** The clock was ahead: what it wrote must not refuse the codes of the right time (rule N3). */
  heal(): Promise<void> {
    return this.#options.store.holdBack(stepAt(this.#options.now()) + stepsApartMax);
  }

  async #findOffer(token: string) {
    const { store, hashSecret, now } = this.#options;
    const offer = await store.findOffer(hashSecret(token), now());
    if (offer === undefined) throw new Problem('offer-ended');
    return offer;
  }
}

/** As people are shown it, in two groups of three. */
function codeIn(typed: string): string {
  return typed.replace(/[\s-]/g, '');
}

function isOfMoment(typed: string): boolean {
  return /^\d{6}$/.test(codeIn(typed));
}

/** The hash of a recovery code as it is shown, of its canonical form. */
function hashOf(hashSecret: (secret: string) => string): (code: string) => string {
  return (code) => hashSecret(recoveryCodeIn(code) ?? '');
}
