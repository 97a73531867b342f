import type { LightMyRequestResponse } from 'fastify';
import type { Test } from 'tap';
import { indexAll } from './bad-input.js';
import { onBothFaces } from './fhir-faces.js';
import { type FhirServer, machineToken, send } from './fhir-server.js';

export interface BundleShown {
  readonly resourceType: string;
  readonly type: string;
  readonly total?: number;
  readonly link?: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly EntryShown[];
}

export interface EntryShown {
  readonly resource?: ResourceShown;
  readonly request?: { readonly method: string; readonly url: string };
  readonly response?: { readonly status: string; readonly location?: string; readonly outcome?: unknown };
  readonly search?: { readonly mode: string; readonly score?: number; readonly extension?: readonly object[] };
}

export interface ResourceShown {
  readonly resourceType: string;
  readonly id: string;
  readonly meta: { readonly versionId: string; readonly lastUpdated: string };
  readonly [element: string]: unknown;
}

/** One face as the checks of fhir-crucible/plan_executor drive it: by one program, whose token may do everything with records. */
export interface Client {
  readonly name: 'site' | 'hub';
  readonly server: FhirServer;
  readonly ask: (method: string, url: string, body?: unknown) => Promise<LightMyRequestResponse>;
  /** The body of an answer that is a success. */
  readonly json: <Body = ResourceShown>(method: string, url: string, body?: unknown) => Promise<Body>;
  /** A search by GET, and by POST `_search`: both answer the same. */
  readonly search: (t: Test, type: string, query: string) => Promise<BundleShown>;
  /** Has searches find what was written: a hub's index follows the commit (rule J5). */
  readonly settle: () => Promise<void>;
}

/** Runs the same checks through a site and through a hub. */
export function onBothCrucibles(t: Test, title: string, body: (t: Test, client: Client) => Promise<void>): void {
  onBothFaces(t, title, async (t, { name, server }) => {
    const program = await machineToken(server, 'plan-executor', 'system/*.cruds');
    const ask: Client['ask'] = (method, url, body) => send(server, program, method, url, body);
    const json = async <Body>(method: string, url: string, body?: unknown): Promise<Body> => {
      const answer = await ask(method, url, body);
      if (answer.statusCode < 200 || answer.statusCode > 299) throw new Error(`${method} ${url}: ${answer.body}`);
      return answer.json() as Body;
    };
    const search: Client['search'] = async (t, type, query) => {
      const got = await json<BundleShown>('GET', `${type}?${query}`);
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      const posted = await send(server, program, 'POST', `${type}/_search`, query, form);
      t.strictSame(posted.statusCode, 200, posted.statusCode === 200 ? 'POST _search' : posted.body);
      t.strictSame((posted.json() as BundleShown).entry, got.entry, 'GET and POST answer the same');
      return got;
    };
    await body(t, { name, server, ask, json, search, settle: () => indexAll({ name, server }) });
  });
}

export const idsIn = ({ entry = [] }: BundleShown) => entry.map(({ resource }) => resource?.id ?? '');
export const linkIn = ({ link = [] }: BundleShown, relation: string) =>
  link.find((each) => each.relation === relation)?.url.replace('http://localhost:80', '');

/** The pages of an answer, from the first on. */
export async function pagesFrom({ json }: Client, url: string): Promise<readonly BundleShown[]> {
  const pages: BundleShown[] = [];
  for (let next: string | undefined = url; next !== undefined; ) {
    const page: BundleShown = await json<BundleShown>('GET', next);
    pages.push(page);
    next = linkIn(page, 'next');
  }
  return pages;
}

/** A patient with the least that a checker needs: one identifier, one name. */
export function smallPatient(identifier: string, given: string): object {
  return {
    ...{ resourceType: 'Patient', active: true, birthDate: '1984-02-29' },
    identifier: [{ system: 'urn:test:crucible', value: identifier }],
    name: [{ family: 'Essomba', given: [given] }],
  };
}

export function smallObservation(code: string, value: number, unit: string, patient: string): object {
  return {
    ...{ resourceType: 'Observation', status: 'final', subject: { reference: patient } },
    code: { coding: [{ system: 'http://loinc.org', code }] },
    valueQuantity: { value, unit },
  };
}
