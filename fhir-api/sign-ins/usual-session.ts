import type { SignInStore } from '../../journal/sign-ins/sign-in-store.js';

/**
 * Whether nothing is unusual of how a session began, or its person confirmed it. Pace alone says nothing of who it is; a session of
 * an earlier program is not known.
 * @param session SHA-256 of its secret, hex
 */
export async function isUsualSession(signIns: Pick<SignInStore, 'ofSession'>, session: string): Promise<boolean> {
  const began = await signIns.ofSession(session);
  return began !== undefined && (began.answer === 'mine' || !began.reasons.some((each) => each !== 'pace'));
}
