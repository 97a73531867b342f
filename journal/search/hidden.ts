import type { Buffer } from 'node:buffer';
import { isConfidentialBody } from '../../record/confidentiality.js';

/** Whether a row is of a type of which what is confidential is hidden, and is confidential (rule R22). */
export function isHidden(
  hides: ReadonlySet<string> | undefined,
  { type, body }: { readonly type: string; readonly body: Buffer | null },
): boolean {
  return hides?.has(type) === true && body !== null && isConfidentialBody(body.toString('utf8'));
}
