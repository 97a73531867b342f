import { useStore } from '../store.js';
import { en } from './en.js';
import { fr } from './fr.js';
import { type Language, languageStore } from './language.js';
import { type Words, wordsIn } from './words.js';

/** A hook over an app's dictionaries; a key that one language lacks does not compile. */
export function createWords<Key extends string>(
  dictionaries: Readonly<Record<Language, Readonly<Record<Key, string>>>>,
): () => Words<Key> {
  return () => wordsIn(dictionaries, useStore(languageStore));
}

/** The words of the kit itself. */
export const useKitWords = createWords<keyof typeof fr>({ fr, en });
