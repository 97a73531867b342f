import type { Words } from '../words.js';

export type Language = keyof Words;

/** `--lang` wins; then the environment, as POSIX orders it; French where it starts with `fr`, English otherwise. */
export function languageOf(
  argumentsGiven: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  const at = argumentsGiven.findIndex((argument) => argument === '--lang' || argument.startsWith('--lang='));
  const asked = at === -1 ? undefined : (argumentsGiven[at]?.split('=')[1] ?? argumentsGiven[at + 1]);
  const { LC_ALL, LC_MESSAGES, LANG } = environment;
  return /^fr/i.test(asked ?? (LC_ALL || LC_MESSAGES || LANG || '')) ? 'fr' : 'en';
}
