import { Problem } from '../protocol/problem.js';

/** UTF-8 or nothing: a broken character must not be stored as a question mark. @throws Problem `body-malformed` */
export function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new Problem('body-malformed', 'not UTF-8');
  }
}
