import { limits } from '../protocol/limits.js';
import { Problem } from '../protocol/problem.js';
import { JsonScanner, writeMembers } from './json-scanner.js';

/** One entry of a Bundle as it came; its resource is still text, so that its numbers stay as written. */
export interface ReceivedEntry {
  readonly fullUrl?: string;
  /** Canonical JSON text of the resource; not validated. */
  readonly resource?: string;
  /** `request` of a batch or transaction: `method`, `url`, `ifMatch`, `ifNoneExist` … as they came. */
  readonly request?: { readonly [element: string]: unknown };
}

export interface ReceivedBundle {
  readonly type: string;
  readonly entries: readonly ReceivedEntry[];
}

/**
 * Takes a Bundle apart (FHIR R4 §2.36) without reading its resources.
 * @throws Problem `body-malformed` · `resource-structure` not a Bundle · `too-large` more than `bundleEntriesMax` entries
 */
export function readBundle(text: string): ReceivedBundle {
  const members = membersOf(text);
  if (members.get('resourceType') !== '"Bundle"') throw refusal('resourceType', 'must be Bundle');
  const type: unknown = JSON.parse(members.get('type') ?? 'null');
  if (typeof type !== 'string') throw refusal('Bundle.type', 'is required');
  const entry = members.get('entry');
  if (entry === undefined) return { type, entries: [] };
  if (!entry.startsWith('[')) throw refusal('Bundle.entry', 'must be a list');
  const elements = new JsonScanner(entry).elements();
  if (elements.length > limits.bundleEntriesMax) {
    throw new Problem('too-large', `more than ${limits.bundleEntriesMax} entries`);
  }
  return { type, entries: elements.map(readEntry) };
}

/**
 * Replaces the texts of references (`Reference.reference`) in a resource: `resolve` gives the new text, or `undefined`
 * to leave one as it is. All else stays as written, numbers too; the result is canonical.
 */
export function rewriteReferences(resource: string, resolve: (reference: string) => string | undefined): string {
  return writeMembers(
    new JsonScanner(resource, (key, text) => (key === 'reference' ? resolve(text) : undefined)).members(),
  );
}

function readEntry(text: string, index: number): ReceivedEntry {
  const path = `Bundle.entry[${index}]`;
  if (!text.startsWith('{')) throw refusal(path, 'must be a JSON object');
  const members = membersOf(text);
  const fullUrl: unknown = JSON.parse(members.get('fullUrl') ?? 'null');
  const request: unknown = JSON.parse(members.get('request') ?? 'null');
  const resource = members.get('resource');
  if (fullUrl !== null && typeof fullUrl !== 'string') throw refusal(`${path}.fullUrl`, 'must be a JSON string');
  if (typeof request !== 'object' || Array.isArray(request)) throw refusal(`${path}.request`, 'must be a JSON object');
  if (resource !== undefined && !resource.startsWith('{')) throw refusal(`${path}.resource`, 'must be a JSON object');
  return {
    ...(fullUrl !== null && { fullUrl }),
    ...(resource !== undefined && { resource }),
    ...(request !== null && { request: request as { readonly [element: string]: unknown } }),
  };
}

function membersOf(text: string): ReadonlyMap<string, string> {
  return new Map(new JsonScanner(text).members().map(({ key, value }) => [key, value]));
}

function refusal(path: string, text: string): Problem {
  return new Problem('resource-structure', `${path} ${text}`, [{ path, text }]);
}
