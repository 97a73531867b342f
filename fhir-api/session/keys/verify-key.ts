import type { SecurityKey } from '../../../journal/security-keys/security-key-store.js';
import type { MadeKey, ShownKey } from '../../../protocol/security-key-messages.js';
import type { KeyPlace } from './key-place.js';

/** What is expected of an answer. */
export interface Expected {
  readonly place: Extract<KeyPlace, { kind: 'here' }>;
  /** Whether the challenge that the answer names waited for it; it is spent by being asked for. */
  readonly spend: (challenge: string) => boolean;
}

/** A new key, as its answer proves it. */
export interface ProvenNewKey {
  readonly id: string;
  readonly publicKey: Buffer;
  readonly signCount: number;
  readonly verifies: boolean;
}

/** EdDSA, ECDSA with P-256, RSA with PKCS #1 (RFC 9053; RFC 8812): what keys on sale sign with. */
export const keyAlgorithms: readonly number[] = [-8, -7, -257];

/**
 * Judges what a new key answered: type, challenge, origin, name, presence, and its signature where it attests. Which make it is
 * of is not asked. `undefined` where something does not fit. The package is loaded when somebody uses a key: a site has little
 * memory to spare.
 */
export async function verifyMadeKey(
  { id, response }: MadeKey,
  { place, spend }: Expected,
): Promise<ProvenNewKey | undefined> {
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
  const { clientDataJSON, attestationObject } = response;
  const sent = { ...common(id), response: { clientDataJSON, attestationObject } };
  const judged = await verifyRegistrationResponse({
    ...{ response: sent, expectedChallenge: spend, expectedOrigin: place.origin, expectedRPID: place.host },
    ...{ requireUserVerification: false, supportedAlgorithmIDs: [...keyAlgorithms] },
    // Whatever it throws says what did not fit: nobody is told more than that.
  }).catch(() => undefined);
  if (judged?.verified !== true) return undefined;
  const { credential, userVerified } = judged.registrationInfo;
  return {
    id: credential.id,
    publicKey: Buffer.from(credential.publicKey),
    signCount: credential.counter,
    verifies: userVerified,
  };
}

/**
 * Judges what a key answered that somebody has. Its count is not judged here.
 * @returns the count that it shows; `undefined` where something does not fit
 */
export async function verifyShownKey(
  { id, response }: ShownKey,
  key: Pick<SecurityKey, 'id' | 'publicKey' | 'verifies'>,
  { place, spend }: Expected,
): Promise<number | undefined> {
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
  const judged = await verifyAuthenticationResponse({
    ...{ response: { ...common(id), response: { ...response } }, expectedChallenge: spend },
    ...{ expectedOrigin: place.origin, expectedRPID: place.host, requireUserVerification: key.verifies },
    credential: { id: key.id, publicKey: new Uint8Array(key.publicKey), counter: 0 },
  }).catch(() => undefined);
  return judged?.verified === true ? judged.authenticationInfo.newCounter : undefined;
}

function common(id: string) {
  return { id, rawId: id, type: 'public-key', clientExtensionResults: {} } as const;
}
