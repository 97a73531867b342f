import type { LightMyRequestResponse } from 'fastify';
import { type FhirServer, password } from './fhir-server.js';

/** A request of a browser with a cookie, none where it is ''. */
export function ask(
  { app }: FhirServer,
  cookie: string,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  body?: object,
): Promise<LightMyRequestResponse> {
  const headers = { cookie, ...(body && { 'content-type': 'application/json' }) };
  return app.inject({ method, url, headers, ...(body && { payload: JSON.stringify(body) }) });
}

/** The cookie that an answer sets. */
export function cookieOf(answer: LightMyRequestResponse): string {
  return String(answer.headers['set-cookie']).split(';')[0] ?? '';
}

/** The cookie of a person's session, as after signing in by all that they have: by its name over HTTPS, and by that on the machine itself. */
export async function openSession(server: FhirServer, person = 'doctor'): Promise<string> {
  const user = await server.journal.people.findUser(person);
  if (user === undefined) throw new Error('user');
  const { secret } = await server.sessions.open(user, { address: '127.0.0.1' });
  const name = server.sessions.cookieName;
  return `__Host-${name}=${secret}; ${name}=${secret}`;
}

/** Somebody without a second factor chooses a PIN. */
export async function choosePin(server: FhirServer, cookie: string, pin: string): Promise<number> {
  return (await ask(server, cookie, 'POST', '/api/account/pin', { password, next: pin })).statusCode;
}
