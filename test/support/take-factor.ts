import type { SecondFactorStore } from '../../journal/second-factors/second-factor-store.js';

/** Somebody takes a second factor, with two recovery codes, whose hashes are `one` and `two`. */
export async function takeFactor(
  store: SecondFactorStore,
  user: string,
  secret = Buffer.alloc(20, user),
): Promise<void> {
  const hash = `offered to ${user}`;
  await store.offer({ user, hash, secret, expiresMilliseconds: Number.MAX_SAFE_INTEGER });
  await store.take({ hash, step: 7, recoveryHashes: ['one', 'two'], nowMilliseconds: 5_000 }, () => {});
}
