import type { WordKey, WorkstationWords } from '../words/use-words.js';

const statusKeys: ReadonlySet<string> = new Set([
  'active',
  'on-hold',
  'cancelled',
  'completed',
  'entered-in-error',
  'stopped',
  'draft',
  'unknown',
  'revoked',
  'recurrence',
  'relapse',
  'inactive',
  'remission',
  'resolved',
  'finished',
  'in-progress',
]);

const verificationKeys: ReadonlySet<string> = new Set(['unconfirmed', 'provisional', 'refuted']);

/** The word for a status code; a code that is not known is shown as it is (rule P2: nothing is hidden). */
export function statusWord(words: WorkstationWords, code: string): string {
  if (statusKeys.has(code)) return words.t(`status.${code}` as WordKey);
  if (verificationKeys.has(code)) return words.t(`verification.${code}` as WordKey);
  return code;
}
