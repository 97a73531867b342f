import { isUtf8 } from 'node:buffer';
import type { Change } from '../protocol/change.js';
import { Problem } from '../protocol/problem.js';
import { nestingDepthMax } from '../record/limits.js';
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
  // Whoever walks through the body may do so by recursion.
  if (isNestedDeeper(bytes, nestingDepthMax)) throw new Problem('resource-structure', 'nested too deeply');
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    // The parser's own words quote the body, so they are not kept.
    throw new Problem('body-malformed');
  }
}

const byte = { quote: 0x22, backslash: 0x5c, openArray: 0x5b, closeArray: 0x5d, openObject: 0x7b, closeObject: 0x7d };

/** Whether objects and arrays stand deeper in each other than `depthMax`; of text that need not be JSON. */
function isNestedDeeper(bytes: Uint8Array, depthMax: number): boolean {
  const { length } = bytes;
  let depth = 0;
  for (let index = 0; index < length; index += 1) {
    const value = bytes[index];
    if (value === byte.quote) index = endOfText(bytes, index + 1);
    else if (value === byte.openArray || value === byte.openObject) {
      depth += 1;
      if (depth > depthMax) return true;
    } else if (value === byte.closeArray || value === byte.closeObject) depth -= 1;
  }
  return false;
}

/** Where the quote stands that ends a text; most bytes of a body are within one. */
function endOfText(bytes: Uint8Array, start: number): number {
  const { length } = bytes;
  for (let index = start; index < length; index += 1) {
    const value = bytes[index];
    if (value === byte.quote) return index;
    if (value === byte.backslash) index += 1;
  }
  return length;
}
