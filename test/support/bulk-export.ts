import { setTimeout as pause } from 'node:timers/promises';
import type { LightMyRequestResponse } from 'fastify';
import type { Role } from '../../record/role.js';
import { type FhirServer, send } from './fhir-server.js';

export interface ExportManifest {
  readonly transactionTime: string;
  readonly request: string;
  readonly requiresAccessToken: boolean;
  readonly output: readonly ManifestFile[];
  readonly deleted: readonly ManifestFile[];
  readonly error: readonly ManifestFile[];
}

interface ManifestFile {
  readonly type: string;
  readonly url: string;
  readonly count: number;
}

type Asker = (
  method: string,
  url: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<LightMyRequestResponse>;

export const pathOf = (url: string) => new URL(url).pathname;

export function asker(server: FhirServer, role: Role): Asker {
  return (method, url, body, headers) => send(server, role, method, url, body, headers);
}

/** Begins an export; the path of its status. */
export async function beginExport(ask: Asker, url = '$export'): Promise<string> {
  const begun = await ask('GET', url, undefined, { prefer: 'respond-async' });
  if (begun.statusCode !== 202) throw new Error(begun.body);
  return pathOf(String(begun.headers['content-location']));
}

/** Asks for the status until it is no longer 202. */
export async function endOfExport(ask: Asker, status: string): Promise<LightMyRequestResponse> {
  for (;;) {
    const answer = await ask('GET', status);
    if (answer.statusCode !== 202) return answer;
    await pause(5);
  }
}

export async function wholeExport(ask: Asker, url = '$export'): Promise<ExportManifest> {
  const end = await endOfExport(ask, await beginExport(ask, url));
  if (end.statusCode !== 200) throw new Error(end.body);
  return end.json();
}

/** `Type/id` of all that an export takes out; it is deleted then, for few are kept of one person. */
export async function keysTakenOut(ask: Asker, url: string): Promise<string[]> {
  const status = await beginExport(ask, url);
  const end = await endOfExport(ask, status);
  if (end.statusCode !== 200) throw new Error(end.body);
  const keys = keysOfLines(await linesOf(ask, (end.json() as ExportManifest).output));
  await ask('DELETE', status);
  return keys;
}

/** The resources of all files of a manifest, as they are written. */
export async function linesOf(ask: Asker, files: readonly ManifestFile[]): Promise<string[]> {
  const texts = await Promise.all(files.map(async ({ url }) => (await ask('GET', pathOf(url))).body));
  return texts.flatMap((text) => text.split('\n').filter((line) => line !== ''));
}

/** `Type/id` of lines, in the order of the alphabet. */
export function keysOfLines(lines: readonly string[]): string[] {
  return lines
    .map((line) => JSON.parse(line) as { readonly resourceType: string; readonly id: string })
    .map(({ resourceType, id }) => `${resourceType}/${id}`)
    .sort();
}
