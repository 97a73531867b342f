import type { LightMyRequestResponse } from 'fastify';
import { type FhirServer, password } from './fhir-server.js';

/** A request of a browser with a cookie, none where it is ''. */
export function ask(
  { app }: FhirServer,
  cookie: string,
  method: 'GET' | 'POST' | 'DELETE',
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

/** A session of a person, as after signing in by all that they have. */
export async function openSession(server: FhirServer, name = 'doctor'): Promise<string> {
  const user = await server.journal.people.findUser(name);
  if (user === undefined) throw new Error('user');
  return `${server.sessions.cookieName}=${(await server.sessions.open(user)).secret}`;
}

/** Somebody without a second factor chooses a PIN. */
export async function choosePin(server: FhirServer, cookie: string, pin: string): Promise<number> {
  return (await ask(server, cookie, 'POST', '/api/account/pin', { password, next: pin })).statusCode;
}
