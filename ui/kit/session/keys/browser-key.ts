import type { KeyCreation, KeyRequest, MadeKey, ShownKey } from '../../../../protocol/security-key-messages.js';
import { Failure } from '../../http/failure.js';

/** Asks a key that a person has. @throws Failure with a code `key-not-shown` or `key-unsupported` */
export async function showKey({ challenge, allowCredentials, ...rest }: KeyRequest): Promise<ShownKey> {
  const publicKey: PublicKeyCredentialRequestOptions = {
    ...rest,
    challenge: bytesOf(challenge),
    allowCredentials: allowCredentials.map(descriptorOf),
  };
  const answer = await ask(() => navigator.credentials.get({ publicKey }));
  const response = answer.response as AuthenticatorAssertionResponse;
  return {
    id: answer.id,
    response: {
      clientDataJSON: textOf(response.clientDataJSON),
      authenticatorData: textOf(response.authenticatorData),
      signature: textOf(response.signature),
    },
  };
}

/** Makes a key anew. @throws Failure with a code `key-not-shown`, `key-known` or `key-unsupported` */
export async function makeKey(creation: KeyCreation): Promise<MadeKey> {
  const { challenge, user, excludeCredentials, pubKeyCredParams, ...rest } = creation;
  const publicKey: PublicKeyCredentialCreationOptions = {
    ...rest,
    challenge: bytesOf(challenge),
    user: { ...user, id: bytesOf(user.id) },
    pubKeyCredParams: [...pubKeyCredParams],
    excludeCredentials: excludeCredentials.map(descriptorOf),
  };
  const answer = await ask(() => navigator.credentials.create({ publicKey }));
  const response = answer.response as AuthenticatorAttestationResponse;
  return {
    id: answer.id,
    response: {
      clientDataJSON: textOf(response.clientDataJSON),
      attestationObject: textOf(response.attestationObject),
      // Browsers before 2021 do not say.
      transports: response.getTransports?.() ?? [],
    },
  };
}

async function ask(begin: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  if (globalThis.PublicKeyCredential === undefined) throw new Failure('other', -1, [], 'key-unsupported');
  try {
    const answer = await begin();
    if (answer !== null) return answer as PublicKeyCredential;
  } catch (error) {
    const isKnown = error instanceof DOMException && error.name === 'InvalidStateError';
    if (isKnown) throw new Failure('other', -1, [], 'key-known');
  }
  throw new Failure('other', -1, [], 'key-not-shown');
}

function descriptorOf({ id, type, transports }: KeyRequest['allowCredentials'][number]): PublicKeyCredentialDescriptor {
  return { id: bytesOf(id), type, transports: [...transports] as AuthenticatorTransport[] };
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function textOf(buffer: ArrayBuffer): string {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
