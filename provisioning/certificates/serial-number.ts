import { randomBytes } from 'node:crypto';

/** 126 random bits, positive and never with leading zeros (RFC 5280 §4.1.2.2), hex. */
export function newSerialNumber(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0);
  return bytes.toString('hex');
}
