import { Buffer } from 'node:buffer';
import { Problem } from '../../protocol/problem.js';
import { textOf } from '../utf8.js';

/** The media type of a JSON Patch (RFC 6902 §6). */
export const jsonPatchType = 'application/json-patch+json';
/** What a patch may be written in: the second is a FHIRPath Patch. */
export const patchTypes = [jsonPatchType, 'application/fhir+json'] as const;

/**
 * The patch that an entry of a Bundle brings (FHIR R4 §3.1.0.5): a JSON Patch inside a Binary, or Parameters.
 * @param resource canonical text
 * @throws Problem `resource-structure`, `media-type`
 */
export function patchOfResource(resource: string): string {
  if (!resource.startsWith('{')) throw new Problem('body-malformed', 'a patch is a Binary or Parameters');
  const { resourceType, contentType, data } = JSON.parse(resource) as Readonly<Record<string, unknown>>;
  if (resourceType !== 'Binary') return resource;
  if (typeof contentType !== 'string' || contentType.split(';', 1)[0]?.trim() !== jsonPatchType) {
    throw new Problem('media-type', `a Binary with a patch is ${jsonPatchType}`);
  }
  if (typeof data !== 'string') {
    throw new Problem('resource-structure', '', [{ path: 'Binary.data', text: 'is required' }]);
  }
  return textOf(Buffer.from(data, 'base64'));
}
