import { request } from '../../http/request.js';

interface KeyDescriptor {
  readonly type: 'public-key';
  readonly id: string;
  readonly transports: readonly string[];
}

/** What the server asks a key by; binary fields base64url (WebAuthn level 3). */
export interface KeyRequest {
  readonly challenge: string;
  readonly rpId: string;
  readonly allowCredentials: readonly KeyDescriptor[];
  readonly userVerification: 'preferred';
  readonly timeout: number;
}

/** What it makes a new one by. */
export interface KeyCreation {
  readonly challenge: string;
  readonly rp: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly pubKeyCredParams: readonly { readonly type: 'public-key'; readonly alg: number }[];
  readonly excludeCredentials: readonly KeyDescriptor[];
  readonly authenticatorSelection: { readonly residentKey: 'discouraged'; readonly userVerification: 'preferred' };
  readonly attestation: 'none';
  readonly timeout: number;
}

/** How a person can show a key: here, or where the page is opened by its name (null where the server has none). */
export type KeyWay = { readonly request: KeyRequest } | { readonly address: string | null };

/** What a key answered. */
export interface ShownKey {
  readonly id: string;
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
  };
}

/** What a new one answered. */
export interface MadeKey {
  readonly id: string;
  readonly response: {
    readonly clientDataJSON: string;
    readonly attestationObject: string;
    readonly transports: readonly string[];
  };
}

/** How who is in a session can show their key; `null` where they have none that is good. */
export async function askForKey(): Promise<KeyWay | null> {
  return ((await request('POST', '/api/session/key')).value as { readonly key: KeyWay | null }).key;
}

/** What a new key is made by, for who was offered a second factor. @throws Failure `missing` when the offer has ended */
export async function askForOfferedKey(token: string): Promise<KeyCreation> {
  const { value } = await request('POST', '/api/session/second-factor/key', { body: { token } });
  return (value as { readonly creation: KeyCreation }).creation;
}
