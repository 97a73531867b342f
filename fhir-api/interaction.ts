import type { ResourceKey } from '../journal/record-store.js';
import {
  type ChangeId,
  parseChangeId,
  parseResourceId,
  parseResourceType,
  type ResourceType,
} from '../protocol/ids.js';
import { Problem } from '../protocol/problem.js';
import { isResourceTypeKnown } from '../record/definitions/load.js';

/** What a request asks for (FHIR R4 §3.1.0): one member for each interaction that is served. */
export type Interaction =
  | { readonly kind: 'read'; readonly key: ResourceKey }
  | { readonly kind: 'vread'; readonly key: ResourceKey; readonly versionId: ChangeId | undefined }
  | { readonly kind: 'history'; readonly type: ResourceType; readonly key?: ResourceKey }
  | { readonly kind: 'search'; readonly type: ResourceType }
  | { readonly kind: 'create'; readonly type: ResourceType }
  | { readonly kind: 'update'; readonly key: ResourceKey }
  | { readonly kind: 'delete'; readonly key: ResourceKey }
  | { readonly kind: 'bundle' }
  | { readonly kind: 'capabilities' };

/**
 * FHIR R4 §3.1.0.1.1 and the table of §3.1.0.16. Unknown type or address → 404, a method that the address does not
 * know → 405; conditional update and delete (`PUT [type]?…`) are such methods, as `/metadata` says.
 * @throws Problem `type-unknown`, `not-found`, `method-unsupported`, `identifier-malformed`
 */
export function interactionOf(method: string, path: readonly string[]): Interaction {
  const verb = method === 'HEAD' ? 'GET' : method;
  if (!allowedMethods(path).includes(method)) throw new Problem('method-unsupported', `${method} here`);
  const [typeName = '', second, , fourth] = path;
  if (path.length === 0) return { kind: 'bundle' };
  if (typeName === 'metadata') return { kind: 'capabilities' };
  const type = parseResourceType(typeName);
  if (second === undefined) return verb === 'POST' ? { kind: 'create', type } : { kind: 'search', type };
  if (second === '_search') return { kind: 'search', type };
  if (second === '_history') return { kind: 'history', type };
  const key = { type, id: parseResourceId(second) };
  if (fourth !== undefined) return { kind: 'vread', key, versionId: changeIdOf(fourth) };
  if (path.length === 3) return { kind: 'history', type, key };
  if (verb === 'PUT') return { kind: 'update', key };
  return verb === 'DELETE' ? { kind: 'delete', key } : { kind: 'read', key };
}

/**
 * The methods that an address knows, for the header Allow (RFC 9110 §15.5.6).
 * @throws Problem `type-unknown`, `not-found`
 */
export function allowedMethods(path: readonly string[]): readonly string[] {
  const [type, second, third] = path;
  if (type === undefined) return ['POST'];
  if (type === 'metadata' && second === undefined) return ['GET', 'HEAD'];
  if (!isResourceTypeKnown(type)) throw new Problem(/^[A-Z]/.test(type) ? 'type-unknown' : 'not-found');
  if (second === undefined) return ['GET', 'HEAD', 'POST'];
  if (second === '_search' && path.length === 2) return ['POST'];
  if (second === '_history' && path.length === 2) return ['GET', 'HEAD'];
  if (second.startsWith('_') || second.startsWith('$')) throw new Problem('not-found');
  if (third === undefined) return ['GET', 'HEAD', 'PUT', 'DELETE'];
  if (third === '_history' && path.length <= 4) return ['GET', 'HEAD'];
  throw new Problem('not-found');
}

/** An id that is none of ours names no version here. */
function changeIdOf(text: string): ChangeId | undefined {
  try {
    return parseChangeId(text);
  } catch {
    return undefined;
  }
}
