import { hash } from 'node:crypto';
import { changeIdOf } from './change-key.js';

/** Enough that two states of one resource do not share it by chance. */
const digestCharacters = 12;

/** What names the state of a resource with one head, or with several (rule M13). */
export function versionToken(winner: Uint8Array, heads: Uint8Array | null): string {
  const versionId = changeIdOf(winner);
  return heads === null ? versionId : `${versionId}.${hash('sha256', heads, 'hex').slice(0, digestCharacters)}`;
}
