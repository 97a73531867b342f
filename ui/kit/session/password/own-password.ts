import type { PasswordRating } from '../../../../record/accounts/password-rating.js';
import { Failure } from '../../http/failure.js';
import { request } from '../../http/request.js';
import { readSession, type Session } from '../session.js';

/** How a password that somebody thinks of stands up to guessing. @throws Failure `busy` after too many */
export async function ratePassword(next: string, signal: AbortSignal): Promise<PasswordRating> {
  const options = { body: { next }, signal, isFinal: true };
  return (await request('POST', '/api/account/password-rating', options)).value as PasswordRating;
}

/**
 * Takes one's own password in the place of a given one; another session begins.
 * @throws Failure `refused` for one that would be guessed, `restricted` where it is one's own already
 */
export async function chooseOwnPassword(next: string): Promise<Session> {
  const { status, value } = await request('POST', '/api/account/own-password', { body: { next } });
  const session = readSession(value);
  if (session === undefined) throw new Failure('other', status);
  return session;
}
