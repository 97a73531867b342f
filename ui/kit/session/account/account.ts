import { request } from '../../http/request.js';
import type { FactorOffer } from '../session.js';

/** How one's own account stands. */
export interface Account {
  readonly secondFactor: { readonly since: string; readonly recoveryCodesLeft: number } | null;
  readonly pin: { readonly since: string } | null;
}

/** What proves again that it is the person who signed in. */
export interface Again {
  readonly password: string;
  readonly code?: string;
}

export async function readAccount(): Promise<Account> {
  return (await request('GET', '/api/account')).value as Account;
}

/** @throws Failure `signedOut` with a code `…-wrong` when password or code is not right */
export async function renewRecoveryCodes(again: Again): Promise<readonly string[]> {
  const { value } = await request('POST', '/api/account/recovery-codes', { body: again });
  return (value as { readonly recoveryCodes: readonly string[] }).recoveryCodes;
}

/** @throws Failure as {@link renewRecoveryCodes} */
export async function askForOffer(again: Again): Promise<FactorOffer> {
  const { value } = await request('POST', '/api/account/second-factor', { body: again });
  return (value as { readonly offer: FactorOffer }).offer;
}

/** @throws Failure as {@link renewRecoveryCodes}; `refused` for a password that would be guessed */
export async function changePassword(again: Again, next: string): Promise<void> {
  await request('POST', '/api/account/password', { body: { ...again, next } });
}

/** @throws Failure as {@link renewRecoveryCodes}; `refused` for a PIN that would be guessed */
export async function choosePin(again: Again, next: string): Promise<void> {
  await request('POST', '/api/account/pin', { body: { ...again, next } });
}

export async function removePin(): Promise<void> {
  await request('DELETE', '/api/account/pin');
}

export async function endSessions(): Promise<void> {
  await request('DELETE', '/api/account/sessions');
}
