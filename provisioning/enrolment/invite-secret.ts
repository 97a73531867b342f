import { hkdfSync, scrypt } from 'node:crypto';
import type { OneTimeCode } from './one-time-code.js';

/** What both ends derive from a one-time code; the code itself is neither sent nor kept (rule E2). */
export interface InviteSecret {
  /** Names the invite at the hub, hex; says nothing about the code or the key. */
  readonly inviteId: string;
  /** Key of the proofs, hex. */
  readonly proofKey: string;
}

/** scrypt (RFC 7914): 60 random bits and this make guessing hopeless for who steals an invite id or a proof. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 128 * 1024 * 1024 } as const;

export async function deriveInviteSecret(code: OneTimeCode): Promise<InviteSecret> {
  const stretched = await new Promise<Buffer>((resolve, reject) => {
    scrypt(code.text, 'carnet enrolment 1', 32, cost, (error, key) => (error ? reject(error) : resolve(key)));
  });
  const expand = (label: string) =>
    Buffer.from(hkdfSync('sha256', stretched, Buffer.alloc(0), `carnet enrolment 1 ${label}`, 32)).toString('hex');
  return { inviteId: expand('invite id'), proofKey: expand('proof key') };
}
