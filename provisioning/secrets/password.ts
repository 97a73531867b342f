import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/** Cost of a new hash: 32 MiB and about a tenth of a second (OWASP's second-smallest scrypt setting is the same work). */
const cost = { N: 2 ** 15, r: 8, p: 1 } as const;
const saltBytes = 16;
const hashBytes = 32;
/** A stored hash may not ask for more memory than this, whoever wrote it. */
const memoryBytesMax = 256 * 1024 * 1024;

/** Hashes a password with scrypt (RFC 7914) as `scrypt$N$r$p$salt$hash`, base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const hash = await derive(password, salt, hashBytes, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** Whether the password is the one that was hashed; compares in constant time. A hash that cannot be read fits nothing. */
export async function checkPassword(password: string, stored: string): Promise<boolean> {
  const [scheme, N, r, p, salt, hash, ...more] = stored.split('$');
  if (scheme !== 'scrypt' || salt === undefined || hash === undefined || more.length > 0) return false;
  const asked = { N: Number(N), r: Number(r), p: Number(p) };
  if (!isSaneCost(asked)) return false;
  const expected = Buffer.from(hash, 'base64url');
  if (expected.length < 16) return false;
  const actual = await derive(password, Buffer.from(salt, 'base64url'), expected.length, asked);
  return timingSafeEqual(actual, expected);
}

function isSaneCost({ N, r, p }: { N: number; r: number; p: number }): boolean {
  const whole = [N, r, p].every((value) => Number.isInteger(value) && value > 0);
  return whole && N > 1 && (N & (N - 1)) === 0 && 128 * N * r * p <= memoryBytesMax;
}

function derive(password: string, salt: Buffer, length: number, asked: ScryptOptions): Promise<Buffer> {
  // The same password typed on two keyboards may differ in Unicode form (RFC 8265 §4.2.1 asks for NFC).
  const options = { ...asked, maxmem: memoryBytesMax * 2 };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, length, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
