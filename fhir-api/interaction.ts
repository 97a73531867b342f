import type { ResourceKey } from '../journal/record-store.js';
import {
  type ChangeId,
  parseChangeId,
  parseResourceId,
  parseResourceType,
  type ResourceId,
  type ResourceType,
} from '../protocol/ids.js';
import { Problem } from '../protocol/problem.js';
import { isResourceTypeKnown } from '../record/definitions/load.js';
import { auditMethods } from './audit/definition.js';
import { exportMethods } from './export/definition.js';
import { methodsOf, type OperationName, operationAt } from './operations/definitions.js';
import { subscriptionMethods } from './subscriptions/definition.js';

/** What a request asks for (FHIR R4 §3.1.0): one member for each interaction that is served. */
export type Interaction =
  | { readonly kind: 'read'; readonly key: ResourceKey }
  | { readonly kind: 'vread'; readonly key: ResourceKey; readonly versionId: ChangeId | undefined }
  | { readonly kind: 'history'; readonly type?: ResourceType; readonly key?: ResourceKey }
  /** Of a type; of all types that the parameters name; or within the compartment of a patient, of one type or of all. */
  | { readonly kind: 'search'; readonly type?: ResourceType; readonly patient?: ResourceId }
  | { readonly kind: 'create'; readonly type: ResourceType }
  | { readonly kind: 'update' | 'patch' | 'delete'; readonly key: ResourceKey }
  /** Of the one resource that meets the criteria of the address. */
  | { readonly kind: 'update-where' | 'patch-where' | 'delete-where'; readonly type: ResourceType }
  /** An operation of a type or of a resource (FHIR R4 §3.2). */
  | { readonly kind: 'operation'; readonly name: OperationName; readonly type: ResourceType; readonly id?: ResourceId }
  /** FHIR R4 `$meta` of a type, or of all. */
  | { readonly kind: 'labels'; readonly type?: ResourceType }
  | { readonly kind: 'bundle' }
  | { readonly kind: 'capabilities' };

const writes: Readonly<Record<string, 'update' | 'patch' | 'delete'>> = {
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/**
 * FHIR R4 §3.1.0.1.1 and the table of §3.1.0.16. Unknown type or address → 404, a method that the address does not
 * know → 405.
 * @throws Problem `type-unknown`, `not-found`, `method-unsupported`, `identifier-malformed`
 */
export function interactionOf(method: string, path: readonly string[]): Interaction {
  if (!allowedMethods(path).includes(method)) throw new Problem('method-unsupported', `${method} here`);
  // An export answers later, so it is asked for by a request of its own and not within a Bundle.
  if (exportMethods(path) !== undefined) throw new Problem('not-found');
  const [typeName = '', second, third, fourth] = path;
  const write = writes[method];
  if (path.length === 0) return method === 'POST' ? { kind: 'bundle' } : { kind: 'search' };
  if (typeName === '_search') return { kind: 'search' };
  if (typeName === 'metadata') return { kind: 'capabilities' };
  if (typeName === '_history') return { kind: 'history' };
  if (typeName === '$meta') return { kind: 'labels' };
  const type = parseResourceType(typeName);
  if (second === undefined) {
    if (write !== undefined) return { kind: `${write}-where`, type };
    return method === 'POST' ? { kind: 'create', type } : { kind: 'search', type };
  }
  const ofType = operationAt(second, type, 'type');
  if (ofType === 'meta') return { kind: 'labels', type };
  if (ofType !== undefined) return { kind: 'operation', name: ofType, type };
  if (second === '_search') return { kind: 'search', type };
  if (second === '_history') return { kind: 'history', type };
  const key = { type, id: parseResourceId(second) };
  const ofOne = third === undefined ? undefined : operationAt(third, type, 'instance');
  if (ofOne !== undefined) return { kind: 'operation', name: ofOne, ...key };
  if (third !== undefined && third !== '_history') {
    const within = third === '*' ? {} : { type: parseResourceType(third) };
    return { kind: 'search', ...within, patient: key.id };
  }
  if (fourth !== undefined) return { kind: 'vread', key, versionId: changeIdOf(fourth) };
  if (path.length === 3) return { kind: 'history', type, key };
  return { kind: write ?? 'read', key };
}

/**
 * The methods that an address knows, for the header Allow (RFC 9110 §15.5.6).
 * @throws Problem `type-unknown`, `not-found`
 */
export function allowedMethods(path: readonly string[]): readonly string[] {
  const [type, second, third] = path;
  const own = exportMethods(path) ?? subscriptionMethods(path) ?? auditMethods(path);
  if (own?.length === 0) throw new Problem('not-found');
  if (own !== undefined) return own;
  if (type === undefined) return ['GET', 'HEAD', 'POST'];
  if (type === '_search' && second === undefined) return ['POST'];
  if ((type === 'metadata' || type === '_history') && second === undefined) return ['GET', 'HEAD'];
  if (type === '$meta' && second === undefined) return methodsOf('meta');
  if (!isResourceTypeKnown(type)) throw new Problem(/^[A-Z]/.test(type) ? 'type-unknown' : 'not-found');
  if (second === undefined) return ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
  if (second === '_search' && path.length === 2) return ['POST'];
  if (second === '_history' && path.length === 2) return ['GET', 'HEAD'];
  const ofType = path.length === 2 ? operationAt(second, type, 'type') : undefined;
  if (ofType !== undefined) return methodsOf(ofType);
  if (second.startsWith('_') || second.startsWith('$')) throw new Problem('not-found');
  if (third === undefined) return ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'];
  if (third === '_history' && path.length <= 4) return ['GET', 'HEAD'];
  const ofOne = path.length === 3 ? operationAt(third, type, 'instance') : undefined;
  if (ofOne !== undefined) return methodsOf(ofOne);
  // A compartment (FHIR R4 §3.1.1.1): records are filed with patients, with nobody else.
  if (type !== 'Patient' || (third !== '*' && !isResourceTypeKnown(third))) throw new Problem('not-found');
  if (path.length === 3) return ['GET', 'HEAD'];
  if (path.length === 4 && path[3] === '_search') return ['POST'];
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
