import { codeOfStep, stepAt } from '../../fhir-api/session/second-factor/totp.js';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What a telephone reads from the QR: the secret of an `otpauth://totp/…` address. */
export function secretOfUri(uri: string): Buffer {
  const { protocol, hostname, searchParams } = new URL(uri);
  if (protocol !== 'otpauth:' || hostname !== 'totp') throw new Error(`not of codes of the time: ${protocol}`);
  const bits = [...(searchParams.get('secret') ?? '')]
    .map((character) => alphabet.indexOf(character).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** What it shows now, or some half minutes from now. */
export function currentCode(uri: string, stepsAway = 0): string {
  return codeOfStep(secretOfUri(uri), stepAt(Date.now()) + stepsAway);
}
