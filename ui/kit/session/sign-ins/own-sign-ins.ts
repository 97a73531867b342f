import type { SignInAnswer, SignInReason } from '../../../../record/sign-ins/sign-in.js';
import { request } from '../../http/request.js';

/** One of one's own sign-ins that was unusual. */
export interface UnusualSignIn {
  readonly id: number;
  /** FHIR R4 instant. */
  readonly at: string;
  readonly address: string;
  readonly reasons: readonly SignInReason[];
}

export interface OwnSignIns {
  readonly signIns: readonly UnusualSignIn[];
  readonly mayConfirm: boolean;
}

/** @throws Failure */
export async function listOwnSignIns(): Promise<OwnSignIns> {
  return (await request('GET', '/api/sign-ins/own')).value as OwnSignIns;
}

/** @throws Failure */
export async function answerSignIn(id: number, answer: SignInAnswer): Promise<void> {
  await request('POST', `/api/sign-ins/own/${id}`, { body: { answer } });
}
