import type { Bundle, Resource } from '@medplum/fhirtypes';
import { Failure } from '../../kit/http/failure.js';
import { type Answer, request } from '../../kit/http/request.js';

const fhirJson = 'application/fhir+json';

/** A resource as it is stored, and the version it is. */
export interface Versioned<T extends Resource> {
  readonly resource: T;
  readonly versionId: string;
}

export interface Found<T extends Resource> {
  readonly resources: readonly T[];
  /** Whether there are more than asked for. */
  readonly more: boolean;
  /** How many items of the patient are there that the reader may not see (rule R23). */
  readonly restricted: number;
}

function send(method: string, path: string, options: Parameters<typeof request>[2] = {}): Promise<Answer> {
  return request(method, `/fhir/${path}`, {
    ...options,
    headers: { accept: fhirJson, 'content-type': fhirJson, ...options.headers },
  });
}

/** FHIR R4 search. @throws Failure */
export async function searchFhir<T extends Resource>(
  type: T['resourceType'],
  parameters: readonly (readonly [name: string, value: string])[],
  signal?: AbortSignal,
): Promise<Found<T>> {
  const query = new URLSearchParams(parameters.map(([name, value]) => [name, value]));
  const { resources, next, restricted } = await searchPage<T>(type, query.toString(), signal);
  return { resources, more: next !== undefined, restricted };
}

/** A search and its further pages, `pagesMax` at most: for what must not be cut off without being told. @throws Failure */
export async function searchFhirPages<T extends Resource>(
  type: T['resourceType'],
  parameters: readonly (readonly [name: string, value: string])[],
  pagesMax: number,
): Promise<Found<T>> {
  const resources: T[] = [];
  let restricted = 0;
  let query: string | undefined = new URLSearchParams(parameters.map(([name, value]) => [name, value])).toString();
  for (let page = 0; page < pagesMax && query !== undefined; page += 1) {
    const found: ResultPage<T> = await searchPage(type, query);
    resources.push(...found.resources);
    restricted = found.restricted;
    query = found.next;
  }
  return { resources, more: query !== undefined, restricted };
}

interface ResultPage<T extends Resource> {
  readonly resources: readonly T[];
  readonly next: string | undefined;
  readonly restricted: number;
}

async function searchPage<T extends Resource>(
  type: T['resourceType'],
  query: string,
  signal?: AbortSignal,
): Promise<ResultPage<T>> {
  const { value } = await send('GET', `${type}?${query}`, signal ? { signal } : {});
  const bundle = value as Bundle;
  const resources = (bundle.entry ?? []).map((entry) => entry.resource).filter((found) => found?.resourceType === type);
  const next = bundle.link?.find((link) => link.relation === 'next')?.url.split('?')[1];
  return { resources: resources as T[], next, restricted: restrictedIn(bundle) };
}

/** The same count on every page of a search (FHIR R4 IssueType `suppressed`). */
function restrictedIn({ entry = [] }: Bundle): number {
  for (const { resource } of entry) {
    const issues = resource?.resourceType === 'OperationOutcome' ? resource.issue : [];
    const told = issues.find(({ code }) => code === 'suppressed');
    if (told !== undefined) return Number(told.diagnostics ?? 0);
  }
  return 0;
}

/** @throws Failure `missing` when it was never here or was withdrawn */
export async function readFhir<T extends Resource>(type: T['resourceType'], id: string): Promise<Versioned<T>> {
  const { value } = await send('GET', `${type}/${id}`);
  return versioned(value as T);
}

/**
 * Replaces a version that was read.
 * @param reason why something is taken away, where it is (FHIR R4 Provenance, HTTP Header)
 * @throws Failure `conflict` when it is no longer the current one
 */
export async function updateFhir<T extends Resource>(
  resource: T,
  versionId: string,
  reason?: string,
): Promise<Versioned<T>> {
  const headers = {
    'if-match': `W/"${versionId}"`,
    prefer: 'return=representation',
    ...(reason !== undefined && { 'x-provenance': provenanceHeader(reason) }),
  };
  const { value } = await send('PUT', `${resource.resourceType}/${resource.id ?? ''}`, { body: resource, headers });
  return versioned(value as T);
}

/** Sends a transaction, all or nothing; answers `Type/id` of each entry in the order sent. @throws Failure */
export async function sendTransaction(bundle: unknown): Promise<readonly string[]> {
  const { value } = await send('POST', '', { body: bundle });
  return ((value as Bundle | undefined)?.entry ?? []).map((entry) => referenceOf(entry.response?.location ?? ''));
}

/** The versions of a resource, the newest first; `resource` is absent where it was withdrawn. */
export async function historyOf<T extends Resource>(
  type: T['resourceType'],
  id: string,
): Promise<readonly { readonly versionId: string; readonly at: string; readonly resource: T | undefined }[]> {
  const { value } = await send('GET', `${type}/${id}/_history?_count=50`);
  return ((value as Bundle).entry ?? []).map((entry) => ({
    versionId: /W\/"([^"]*)"/.exec(entry.response?.etag ?? '')?.[1] ?? entry.resource?.meta?.versionId ?? '',
    at: entry.response?.lastModified ?? entry.resource?.meta?.lastUpdated ?? '',
    resource: entry.resource as T | undefined,
  }));
}

/** `http://…/fhir/Patient/1/_history/2` → `Patient/1`. */
function referenceOf(location: string): string {
  return /([A-Za-z]+\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]+)?$/.exec(location)?.[1] ?? '';
}

function versioned<T extends Resource>(resource: T): Versioned<T> {
  const versionId = resource?.meta?.versionId;
  if (versionId === undefined) throw new Failure('other', -1);
  return { resource, versionId };
}

/** A header takes no letters beyond ASCII; JSON has another way to write them. */
function provenanceHeader(reason: string): string {
  const text = JSON.stringify({ resourceType: 'Provenance', reason: [{ text: reason }] });
  return text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
