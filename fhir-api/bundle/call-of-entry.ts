import { Problem } from '../../protocol/problem.js';
import type { Call } from '../call.js';
import { presentationParameters } from '../call.js';
import { patchOfResource } from '../patch/patch-body.js';
import type { RequestEntry } from './entry.js';

/**
 * The request that an entry stands for: the same as if it had come by HTTP (FHIR R4 §3.1.0.11), by the same caller.
 * @throws Problem `parameter-malformed`, and what {@link patchOfResource} throws
 */
export function callOfEntry(call: Call, entry: RequestEntry): Call {
  const { path, parameters } = splitUrl(entry.url, call.base);
  return {
    ...call,
    method: entry.method,
    path,
    parameters,
    body: entry.method === 'PATCH' ? patchOfResource(entry.resource) : entry.resource,
    ifMatch: entry.ifMatch,
    ifNoneMatch: entry.ifNoneMatch,
    ifModifiedSince: entry.ifModifiedSince,
    ifNoneExist: entry.ifNoneExist,
  };
}

/** Splits `Type/id?name=value`, relative to the service base or absolute under it. */
export function splitUrl(url: string, base: string): { path: readonly string[]; parameters: URLSearchParams } {
  const local = url.startsWith(`${base}/`) ? url.slice(base.length + 1) : url.replace(/^\//, '');
  const question = local.indexOf('?');
  const parameters = new URLSearchParams(question === -1 ? '' : local.slice(question + 1));
  for (const name of presentationParameters) parameters.delete(name);
  return { path: pathSegments(question === -1 ? local : local.slice(0, question)), parameters };
}

/** @throws Problem `parameter-malformed` for a broken percent escape */
export function pathSegments(path: string): readonly string[] {
  if (path === '') return [];
  try {
    return path.split('/').map((segment) => decodeURIComponent(segment));
  } catch {
    throw new Problem('parameter-malformed', 'the address has a broken percent escape');
  }
}
