import { createHash } from 'node:crypto';
import type { Problem } from '../../../protocol/problem.js';
import { canonicalMembers } from '../../../record/canonical.js';
import { writeMembers } from '../../../record/json-scanner.js';

/** A resource of a file: its text, or the Problem that kept it from being read. */
export interface FoundResource {
  /** Line of a file of lines or rows, or number of the entry of a Bundle, from 1. */
  readonly line: number;
  readonly resource: string | Problem;
  /** Its `fullUrl` in a Bundle, and the `Type/id` that it has here. */
  readonly address?: { readonly fullUrl: string; readonly reference: string };
  /** Says some of a person only, as a row does: what stands here beside it stays. */
  readonly isPart?: boolean;
}

/**
 * The id of a resource that came without one: a UUID (version 8, RFC 9562 §5.8) of its canonical content, so that the
 * same content finds itself again.
 * @throws Problem `body-malformed`
 */
export function idOfContent(text: string): string {
  return uuidOf(writeMembers(canonicalMembers(text).filter(({ key }) => key !== 'id')));
}

/** A UUID (version 8) of some text. */
export function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
