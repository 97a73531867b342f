import { randomUUID } from 'node:crypto';
import type { SeededRandom } from '../../support/seeded-random.js';

/** A version that somebody was told is kept: its address within the API, and a word that stands in it. */
export interface AcknowledgedVersion {
  readonly path: string;
  readonly word: string;
}

/** A refusal as a person's browser got it. */
export interface Refusal {
  readonly status: number;
  readonly code: string | undefined;
}

const json = 'application/fhir+json';

/** Somebody at a browser who writes one record after the other, over the FHIR API, and keeps what they were told. */
export class Writer {
  readonly acknowledged: AcknowledgedVersion[] = [];
  readonly refusals: Refusal[] = [];
  /** Addresses of the transaction that was never answered: all of it is there, or nothing. */
  unanswered: readonly string[] = [];
  readonly #cookie: string;
  readonly #random: SeededRandom;
  readonly #patients: string[] = [];

  constructor(cookie: string, random: SeededRandom) {
    this.#cookie = cookie;
    this.#random = random;
  }

  /** Writes until the program is gone or, with `timesMax`, so often. */
  async writeTo(base: string, timesMax = Number.POSITIVE_INFINITY): Promise<void> {
    try {
      for (let time = 0; time < timesMax; time += 1)
        await (this.#random.chance(0.3) ? this.#bundle(base) : this.#put(base));
    } catch {
      // The connection broke: nobody was told anything.
    }
  }

  /** Asks for a path; the status and the text of the answer. */
  async read(base: string, path: string): Promise<{ readonly status: number; readonly text: string }> {
    const answer = await this.ask(base, path, { accept: json });
    return { status: answer.status, text: await answer.text() };
  }

  /** Says that somebody sits before the page, as a browser does: the session would be locked after minutes (rule N11). */
  async use(base: string): Promise<void> {
    const { status } = await fetch(`${base}/api/session/use`, { method: 'POST', headers: { cookie: this.#cookie } });
    if (status !== 204) throw new Error(`the use of the session was answered ${status}`);
  }

  ask(base: string, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(`${base}/fhir/${path}`, { headers: { cookie: this.#cookie, ...headers } });
  }

  async #put(base: string): Promise<void> {
    const known = this.#patients[this.#random.below(this.#patients.length)];
    const id = known !== undefined && this.#random.chance(0.3) ? known : randomUUID();
    const patient = this.#patient(id);
    const answer = await this.#send(base, 'PUT', `Patient/${id}`, patient);
    const text = await answer.text();
    if (answer.status !== 200 && answer.status !== 201) return this.#refused(answer.status, text);
    this.#keep(`Patient/${id}`, answer.headers.get('etag') ?? '', patient.name[0]?.family ?? '');
    this.#patients.push(id);
  }

  async #bundle(base: string): Promise<void> {
    const patients = [randomUUID(), randomUUID(), randomUUID()].map((id) => this.#patient(id));
    const entry = patients.map((resource) => ({
      resource,
      request: { method: 'PUT', url: `Patient/${resource.id}` },
    }));
    this.unanswered = patients.map(({ id }) => `Patient/${id}`);
    const answer = await this.#send(base, 'POST', '', { resourceType: 'Bundle', type: 'transaction', entry });
    const text = await answer.text();
    this.unanswered = [];
    if (answer.status !== 200) return this.#refused(answer.status, text);
    const told = JSON.parse(text) as { entry: { response: { etag: string } }[] };
    patients.forEach(({ id, name }, index) => {
      this.#keep(`Patient/${id}`, told.entry[index]?.response.etag ?? '', name[0]?.family ?? '');
    });
  }

  #patient(id: string) {
    const family = `F${randomUUID().slice(0, 8)}`;
    const text = { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${'x'.repeat(2_000)}</div>` };
    return { resourceType: 'Patient', id, text, name: [{ family }], gender: 'female' };
  }

  #keep(path: string, etag: string, word: string): void {
    const version = /"(.+)"/.exec(etag)?.[1];
    if (version === undefined) throw new Error(`no version in ${etag}`);
    this.acknowledged.push({ path: `${path}/_history/${version}`, word });
  }

  #refused(status: number, text: string): void {
    const outcome = JSON.parse(text) as { issue?: { details?: { coding?: { code?: string }[] } }[] };
    this.refusals.push({ status, code: outcome.issue?.[0]?.details?.coding?.[0]?.code });
  }

  #send(base: string, method: string, path: string, body: unknown): Promise<Response> {
    const headers = { cookie: this.#cookie, 'content-type': json, accept: json };
    return fetch(`${base}/fhir${path === '' ? '' : `/${path}`}`, { method, headers, body: JSON.stringify(body) });
  }
}

/** What of all that was acknowledged is not there, or not as it was written; in words. */
export async function missingOf(
  writer: Writer,
  base: string,
  versions: readonly AcknowledgedVersion[],
): Promise<string[]> {
  const broken: string[] = [];
  for (const { path, word } of versions) {
    const { status, text } = await writer.read(base, path);
    if (status !== 200) broken.push(`${path} is answered ${status}`);
    else if (!text.includes(word)) broken.push(`${path} is not as it was written`);
  }
  if (writer.unanswered.length > 0) {
    const found = await Promise.all(writer.unanswered.map((path) => writer.read(base, path)));
    const there = found.filter(({ status }) => status === 200).length;
    if (there !== 0 && there !== found.length) broken.push(`${there} of ${found.length} of a transaction are there`);
  }
  writer.unanswered = [];
  return broken;
}
