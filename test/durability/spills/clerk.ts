import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { currentCode, secretOfUri } from '../../support/totp-device.js';
import { canaries } from './canaries.js';

const json = 'application/fhir+json';
const password = 'Passe-Wxyzéphyr-4417';
const paragraph = `<p>${canaries.note}; ${'rien d’autre '.repeat(40)}</p>`;

/** What nobody but its owner knows of the clerk: what was given to them, and what they chose then. */
export const clerkPassword = password;
export const chosenPassword = 'Yxwzéphyr-Passe-7714';

interface Factor {
  password: string;
  secret: string;
  recoveryCodes: string[];
}

/** Somebody at a browser who writes of a person that is made up of canaries, and asks for them in every way there is. */
export class Clerk {
  readonly #base: string;
  readonly #factor: Factor;
  #cookie = '';

  /** @param before the same person, at a program before this one */
  constructor(base: string, before?: Clerk) {
    this.#base = base;
    this.#factor = before === undefined ? { password, secret: '', recoveryCodes: [] } : before.#factor;
  }

  /** What proves them besides the password, as it is kept: the secret in both forms, and the codes that are left. */
  get factorSecrets(): readonly string[] {
    const { secret, recoveryCodes } = this.#factor;
    return [secret, secretOfUri(`otpauth://totp/x?secret=${secret}`).toString('hex'), ...recoveryCodes];
  }

  get cookie(): string {
    return this.#cookie;
  }

  /** The first time they take a second factor; later ones a recovery code shows who they are. */
  async signIn(): Promise<void> {
    const first = await this.#prove('', {});
    const answer = first.status === 202 ? await this.#proveMore(await first.json()) : first;
    if (answer.status !== 200) throw new Error(`the sign-in was answered ${answer.status}`);
    this.#cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const { recoveryCodes, choosesPassword } = (await answer.json()) as Partial<Factor> & { choosesPassword: boolean };
    if (recoveryCodes !== undefined) this.#factor.recoveryCodes = [...recoveryCodes];
    if (choosesPassword) await this.#choosePassword();
  }

  async #choosePassword(): Promise<void> {
    const send = (path: string) =>
      fetch(`${this.#base}/api/account/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie: this.#cookie },
        body: JSON.stringify({ next: chosenPassword }),
      });
    await send('password-rating');
    const answer = await send('own-password');
    if (answer.status !== 200) throw new Error(`the choice was answered ${answer.status}`);
    this.#cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    this.#factor.password = chosenPassword;
  }

  async #proveMore({ offer }: { readonly offer?: { token: string; secret: string; uri: string } }): Promise<Response> {
    if (offer === undefined) return this.#prove('', { code: this.#factor.recoveryCodes.shift() });
    this.#factor.secret = offer.secret;
    return this.#prove('/second-factor', { token: offer.token, code: currentCode(offer.uri) });
  }

  #prove(path: string, more: object): Promise<Response> {
    return fetch(`${this.#base}/api/session${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: 'clerk', password: this.#factor.password, ...more }),
    });
  }

  /** Records of every form that text takes. @returns the id of a patient */
  async write(patients: number): Promise<string> {
    const id = randomUUID();
    await this.#must(await this.send('PUT', `Patient/${id}`, patientOf(id)));
    const subject = { reference: `Patient/${id}` };
    for (const resource of clinicalOf(subject)) {
      await this.#must(await this.send('POST', resource.resourceType, resource));
    }
    const ids = Array.from({ length: patients }, () => randomUUID());
    for (let from = 0; from < ids.length; from += 50) {
      const entry = ids.slice(from, from + 50).map((each) => ({
        resource: patientOf(each),
        request: { method: 'PUT', url: `Patient/${each}` },
      }));
      await this.#must(await this.send('POST', '', { resourceType: 'Bundle', type: 'transaction', entry }));
    }
    const [gone = id] = ids;
    await this.#must(await this.send('DELETE', `Patient/${gone}`));
    return id;
  }

  /** Writes until the program is gone. */
  async writeOn(): Promise<void> {
    try {
      for (;;) await this.write(50);
    } catch {
      // It is gone.
    }
  }

  /** Searches that sort everything, histories, and all that can be asked wrongly with a name in it. */
  async ask(id: string): Promise<void> {
    const { family, given, phone, identifier } = canaries;
    const asked = [
      `Patient?name=${encodeURIComponent(given)}&_sort=-family&_count=200`,
      `Patient?family=${family}&_sort=birthdate,family&_count=200`,
      `Patient?phone=${encodeURIComponent(phone)}`,
      `Patient?identifier=urn:carnet:test|${identifier}`,
      ...['Patient?_sort=-_lastUpdated&_count=200', 'Observation?_sort=-date&_include=Observation:subject'],
      ...[`Patient/${id}`, `Patient/${id}/_history`, 'Binary?_count=10', `Patient/${id}/$summary`],
    ];
    for (const path of asked) await this.send('GET', path);
    await this.#takeOut();
    const wrong = [
      ...[`Patient?nonsense=${family}`, `Patient/${family}`, `Nothing/${encodeURIComponent(given)}`],
      ...[`Patient?birthdate=${encodeURIComponent(given)}`, `Patient?_sort=${family}`],
    ];
    for (const path of wrong) await this.send('GET', path);
    const patient = { ...patientOf(id), birthDate: given, gender: family };
    await this.send('PUT', `Patient/${id}`, patient);
    await this.send('PUT', `Patient/${family}`, patientOf(id));
    await this.send('POST', 'Patient', `{"resourceType":"Patient","name":[{"family":"${family}"`);
    await this.send('PUT', `Patient/${id}`, patientOf(id), { 'if-match': `W/"${family}"` });
    await fetch(`${this.#base}/${family}?name=${encodeURIComponent(given)}`, { headers: { cookie: family } });
    await fetch(`${this.#base}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: family, password: given }),
    });
  }

  /** Has all records exported, and fetches every file of it. */
  async #takeOut(): Promise<void> {
    const headers = { cookie: this.#cookie };
    const begun = await fetch(`${this.#base}/fhir/$export`, { headers: { ...headers, prefer: 'respond-async' } });
    const status = begun.headers.get('content-location');
    if (status === null) throw new Error(`an export was answered ${begun.status}`);
    let end = await fetch(status, { headers });
    for (; end.status === 202; end = await fetch(status, { headers })) await pause(20);
    const { output } = (await end.json()) as { readonly output: readonly { readonly url: string }[] };
    const files = await Promise.all(output.map(async ({ url }) => (await fetch(url, { headers })).text()));
    if (!files.some((text) => text.includes(canaries.family))) throw new Error('the export lacks the person');
    await fetch(status, { method: 'DELETE', headers });
  }

  async send(method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Response> {
    const answer = await fetch(`${this.#base}/fhir${path === '' ? '' : `/${path}`}`, {
      method,
      headers: { cookie: this.#cookie, 'content-type': json, accept: json, ...more },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    // Read, so that the connection is free.
    const text = await answer.text();
    return new Response(text === '' ? null : text, { status: answer.status === 204 ? 200 : answer.status });
  }

  async #must(answer: Response): Promise<void> {
    if (answer.status >= 300) throw new Error(`answered ${answer.status}: ${await answer.text()}`);
  }
}

export function patientOf(id: string) {
  const { family, given, phone, identifier, address } = canaries;
  return {
    ...{ resourceType: 'Patient', id, birthDate: '1981-03-04', gender: 'female' },
    text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${paragraph.repeat(4)}</div>` },
    name: [{ family, given: [given] }],
    telecom: [{ system: 'phone', value: phone }],
    identifier: [{ system: 'urn:carnet:test', value: identifier }],
    address: [{ text: address }],
  };
}

function clinicalOf(subject: { readonly reference: string }) {
  const code = { text: canaries.note };
  const system = 'http://terminology.hl7.org/CodeSystem/allergyintolerance';
  return [
    { ...{ resourceType: 'Observation', status: 'final', code, subject }, valueString: canaries.note },
    {
      ...{ resourceType: 'AllergyIntolerance', criticality: 'high', code, patient: subject },
      clinicalStatus: { coding: [{ system: `${system}-clinical`, code: 'active' }] },
      verificationStatus: { coding: [{ system: `${system}-verification`, code: 'confirmed' }] },
    },
    {
      ...{ resourceType: 'Binary', contentType: 'text/plain', securityContext: subject },
      data: Buffer.from(`${canaries.family} ${canaries.note}\n`.repeat(2_000)).toString('base64'),
    },
  ];
}
