import { causeWords, stateWords } from '../../../protocol/links/link-words.js';
import type { Language } from '../i18n/language.js';
import type { LinkCause, LinkStateName } from './link-codes.js';

/** `en réserve`. */
export function stateText(language: Language, state: LinkStateName): string {
  return stateWords[state][language];
}

/** `aucune réponse`. */
export function causeText(language: Language, cause: LinkCause): string {
  return causeWords[cause][language];
}
