import type { LightMyRequestResponse } from 'fastify';
import type { KeyCreation, KeyRequest } from '../../protocol/security-key-messages.js';
import { type FhirServer, keyHost, password } from './fhir-server.js';
import { cookieOf } from './session-requests.js';
import { SoftKey } from './soft-key.js';

export const keyOrigin = `https://${keyHost}`;

/** A request of a browser that opened the server by its name, or by another. */
export function askByName(
  { app }: FhirServer,
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  body?: object,
  more: { readonly cookie?: string; readonly host?: string; readonly address?: string } = {},
): Promise<LightMyRequestResponse> {
  const { cookie = '', host = keyHost, address = '127.0.0.1' } = more;
  const headers = { host, cookie, ...(body && { 'content-type': 'application/json' }) };
  const payload = body && JSON.stringify(body);
  return app.inject({ method, url, headers, remoteAddress: address, ...(payload && { payload }) });
}

/** The first step of signing in: by the password alone. */
export async function askedToShow(server: FhirServer, user = 'doctor'): Promise<KeyRequest> {
  const answer = await askByName(server, 'POST', '/api/session', { user, password });
  return answer.json<{ key: { request: KeyRequest } }>().key.request;
}

export interface KeyPerson {
  readonly key: SoftKey;
  readonly cookie: string;
  readonly recoveryCodes: readonly string[];
  /** Signs in by password and key. */
  signIn(): Promise<LightMyRequestResponse>;
}

/** Somebody who has a security key and nothing else beside their password: taken at their first sign-in. */
export async function personWithKey(server: FhirServer, user = 'doctor'): Promise<KeyPerson> {
  const key = new SoftKey({ origin: keyOrigin });
  const first = await askByName(server, 'POST', '/api/session', { user, password });
  const { token } = first.json<{ offer: { token: string } }>().offer;
  const asked = await askByName(server, 'POST', '/api/session/second-factor/key', { token });
  const { creation } = asked.json<{ creation: KeyCreation }>();
  const taken = await askByName(server, 'POST', '/api/session/second-factor', {
    ...{ token, name: 'Clé bleue', key: key.make(creation) },
  });
  if (taken.statusCode !== 200) throw new Error(taken.body);
  const { recoveryCodes } = taken.json<{ recoveryCodes: readonly string[] }>();
  const signIn = async () =>
    askByName(server, 'POST', '/api/session', { user, password, key: key.show(await askedToShow(server, user)) });
  return { key, cookie: cookieOf(taken), recoveryCodes, signIn };
}
