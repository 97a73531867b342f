import { Problem } from '../../protocol/problem.js';

const tokensMax = 60;
const tokensEachSecond = 1;
/** Addresses that are remembered; beyond it the oldest is forgotten. */
const addressesMax = 10_000;

/** A token bucket for each address that asks; wrong codes cost more than right ones. */
export class AttemptLimiter {
  readonly #now: () => number;
  readonly #buckets = new Map<string, { tokens: number; atMilliseconds: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws Problem `too-many-attempts` when the address has asked too often; then nothing more is taken */
  take(address: string, tokens = 1): void {
    const now = this.#now();
    const bucket = this.#buckets.get(address) ?? { tokens: tokensMax, atMilliseconds: now };
    const earned = (Math.max(0, now - bucket.atMilliseconds) / 1000) * tokensEachSecond;
    const left = Math.min(tokensMax, bucket.tokens + earned);
    if (left < 1) throw new Problem('too-many-attempts');
    this.#remember(address, { tokens: left - tokens, atMilliseconds: now });
  }

  #remember(address: string, bucket: { tokens: number; atMilliseconds: number }): void {
    this.#buckets.delete(address);
    this.#buckets.set(address, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > addressesMax && oldest !== undefined) this.#buckets.delete(oldest);
  }
}
