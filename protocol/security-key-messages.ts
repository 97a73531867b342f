// What a node and a page say to each other of security keys: the JSON forms of WebAuthn level 3, binary fields base64url.

/** What a browser asks a key by (WebAuthn level 3, PublicKeyCredentialRequestOptionsJSON). */
export interface KeyRequest {
  readonly challenge: string;
  readonly rpId: string;
  readonly allowCredentials: readonly KeyDescriptor[];
  readonly userVerification: 'preferred';
  readonly timeout: number;
}

/** A key that is known (PublicKeyCredentialDescriptorJSON). */
export interface KeyDescriptor {
  readonly type: 'public-key';
  readonly id: string;
  readonly transports: readonly string[];
}

/** What a browser makes a key by (PublicKeyCredentialCreationOptionsJSON). */
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

/** How a person who has keys can show one: here, or at another address (absent where this node has no name at all). */
export type KeyWay = { readonly request: KeyRequest } | { readonly address: string | null };

/** What a browser says for a key that was shown (WebAuthn level 3, AuthenticationResponseJSON); binary fields base64url. */
export interface ShownKey {
  readonly id: string;
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
  };
}

/** What it says for a new one (RegistrationResponseJSON). */
export interface MadeKey {
  readonly id: string;
  readonly response: {
    readonly clientDataJSON: string;
    readonly attestationObject: string;
    readonly transports: readonly string[];
  };
}
