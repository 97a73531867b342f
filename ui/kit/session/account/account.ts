import type { KeyCreation, MadeKey, ShownKey } from '../../../../protocol/security-key-messages.js';
import { request } from '../../http/request.js';
import type { FactorOffer } from '../session.js';

/** How one's own account stands. */
export interface Account {
  readonly secondFactor: { readonly since: string; readonly recoveryCodesLeft: number } | null;
  readonly keys: readonly OwnKey[];
  readonly recoveryCodesLeft: number;
  /** Whether keys can be used on this page; else where they could. */
  readonly keysWork: boolean;
  readonly keyAddress: string | null;
  readonly pin: { readonly since: string } | null;
}

/** A security key of one's own. */
export interface OwnKey {
  readonly id: string;
  readonly name: string;
  readonly since: string;
  readonly lastUsed: string | null;
  /** When it was found that another one has the same key: it is good no more. */
  readonly copied: string | null;
}

/** Whether something is asked beside the password. */
export function hasSecondFactor({ secondFactor, keys }: Account): boolean {
  return secondFactor !== null || keys.length > 0;
}

/** What proves again that it is the person who signed in. */
export interface Again {
  readonly password: string;
  readonly code?: string;
  readonly key?: ShownKey;
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

/** What a new key is made by. @throws Failure as {@link renewRecoveryCodes} */
export async function askForCreation(again: Again): Promise<KeyCreation> {
  const { value } = await request('POST', '/api/account/keys/offer', { body: again });
  return (value as { readonly creation: KeyCreation }).creation;
}

/** @returns recovery codes, where it is the first second factor. @throws Failure `refused` */
export async function addKey(name: string, key: MadeKey): Promise<readonly string[] | undefined> {
  const { value } = await request('POST', '/api/account/keys', { body: { name, key } });
  return (value as { readonly recoveryCodes?: readonly string[] }).recoveryCodes;
}

export async function removeKey(id: string): Promise<void> {
  await request('DELETE', `/api/account/keys/${id}`);
}
