import { isUtf8 } from 'node:buffer';
import type { Change } from '../protocol/change.js';
import { Problem } from '../protocol/problem.js';
import type { FhirObject } from '../record/resource.js';

/**
 * The structural check of a body from elsewhere (rule P1): UTF-8, a JSON object, of the type and id that its change
 * names. Nothing more: its origin validated it, and what this node does not know is carried unchanged (rule P2).
 * @throws Problem `body-malformed`, `resource-structure`
 */
export function readBody(change: Pick<Change, 'body' | 'type' | 'resourceId'>): FhirObject {
  const value = parse(change.body);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Problem('resource-structure');
  const { resourceType, id } = value as { resourceType?: unknown; id?: unknown };
  if (resourceType !== change.type || id !== change.resourceId) throw new Problem('resource-structure');
  return value as FhirObject;
}

function parse(body: Uint8Array): unknown {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!isUtf8(bytes)) throw new Problem('body-malformed');
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    // The parser's own words quote the body, so they are not kept.
    throw new Problem('body-malformed');
  }
}
