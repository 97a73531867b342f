import { selfTestWords } from '../../../protocol/facts/self-test.js';

/** What a weekly self-test found, as a cause of an alert: `self-test-` and the check. */
export function selfTestCauses(language: 'fr' | 'en'): Readonly<Record<string, string>> {
  const entries = Object.entries(selfTestWords).map(([check, words]) => [`self-test-${check}`, words[language]]);
  return Object.fromEntries(entries);
}
