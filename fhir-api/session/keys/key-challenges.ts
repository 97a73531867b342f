import { apiLimits } from '../../limits.js';

/** What somebody does with a key: shows one that they have, or a new one. */
export type Ceremony = 'show' | 'add';

/** What a challenge is good for, and nothing else. */
export interface ChallengeUse {
  readonly ceremony: Ceremony;
  readonly user: string;
  /** One session, or one sign-in. */
  readonly bond: string;
  readonly host: string;
}

/**
 * Challenges that wait for a key's answer (rule N19), in memory: whoever is asked when the program ends is asked again. Each is
 * good once and for a few minutes; of each person only the newest are kept, so that nobody fills the memory.
 */
export class KeyChallenges {
  readonly #now: () => number;
  readonly #newSecret: () => string;
  readonly #waiting = new Map<string, ChallengeUse & { readonly madeMilliseconds: number }>();

  constructor(now: () => number, newSecret: () => string) {
    this.#now = now;
    this.#newSecret = newSecret;
  }

  /** @returns a new challenge: 256 random bits, base64url */
  make(use: ChallengeUse): string {
    const challenge = this.#newSecret();
    this.#forgetOld();
    const own = [...this.#waiting].filter(([, { user }]) => user === use.user).map(([one]) => one);
    const surplus = own.length + 1 - apiLimits.keyChallengesPerPersonMax;
    for (const one of own.slice(0, Math.max(0, surplus))) this.#waiting.delete(one);
    this.#waiting.set(challenge, { ...use, madeMilliseconds: this.#now() });
    return challenge;
  }

  /** Whether a challenge waited for just this; it never does again. */
  spend(challenge: string, use: ChallengeUse): boolean {
    this.#forgetOld();
    const found = this.#waiting.get(challenge);
    this.#waiting.delete(challenge);
    return (
      found !== undefined &&
      found.ceremony === use.ceremony &&
      found.user === use.user &&
      found.bond === use.bond &&
      found.host === use.host
    );
  }

  /** A clock that was set back must not keep one: what was made far ahead counts like what was made long ago. */
  #forgetOld(): void {
    const now = this.#now();
    for (const [challenge, { madeMilliseconds }] of this.#waiting) {
      const isOld = Math.abs(now - madeMilliseconds) >= apiLimits.keyChallengeMillisecondsMax;
      if (isOld) this.#waiting.delete(challenge);
    }
  }
}
