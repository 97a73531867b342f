import { createHmac, timingSafeEqual } from 'node:crypto';

const stepMilliseconds = 30_000;
const digits = 6;
/** RFC 6238 §5.2: of clocks that differ, and of people who type slowly. */
export const stepsApartMax = 2;

/** As long as what HMAC-SHA-1 comes to (RFC 4226 §4, R6). */
export const totpSecretBytes = 20;

/** The step of a time, in half minutes since 1970 (RFC 6238 §4.2). */
export function stepAt(milliseconds: number): number {
  return Math.floor(milliseconds / stepMilliseconds);
}

/** The code of a step: HOTP over the count of steps, HMAC-SHA-1, six digits (RFC 4226 §5.3; RFC 6238 §4). */
export function codeOfStep(secret: Uint8Array, step: number): string {
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', secret).update(count).digest();
  const offset = (hash[hash.length - 1] ?? 0) & 0x0f;
  const number = hash.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/**
 * The earliest step near a time whose code this is, later than one that was taken before; `undefined` when there is none.
 * All steps are looked at, whichever fits: the time it takes tells nothing.
 */
export function stepOfCode(
  secret: Uint8Array,
  code: string,
  milliseconds: number,
  takenStep: number,
): number | undefined {
  const now = stepAt(milliseconds);
  const typed = Buffer.from(code);
  let found: number | undefined;
  for (let step = now + stepsApartMax; step >= Math.max(0, now - stepsApartMax); step -= 1) {
    const right = Buffer.from(codeOfStep(secret, step));
    const fits = typed.length === right.length && timingSafeEqual(typed, right);
    if (fits && step > takenStep) found = step;
  }
  return found;
}

const base32Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 §6, without padding, as programs that make the codes take a secret that is typed. */
export function base32Of(bytes: Uint8Array): string {
  let [text, held, bits] = ['', 0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += base32Alphabet[(held >> (bits - 5)) & 31];
    held &= 0xff;
  }
  return bits > 0 ? text + base32Alphabet[(held << (5 - bits)) & 31] : text;
}

/** What programs that make the codes read from a QR: `otpauth://totp/…`, their defaults left out. */
export function totpUri(secret: Uint8Array, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${base32Of(secret)}&issuer=${encodeURIComponent(issuer)}`;
}
