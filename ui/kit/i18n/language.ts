import { createStore } from '../store.js';

export type Language = 'fr' | 'en';

const languageKey = 'carnet.language';

/** French unless this device chose English before. */
function readLanguage(): Language {
  return localStorage.getItem(languageKey) === 'en' ? 'en' : 'fr';
}

export const languageStore = createStore<Language>(readLanguage());

/** Chooses a language and remembers it on this device. */
export function chooseLanguage(language: Language): void {
  localStorage.setItem(languageKey, language);
  languageStore.set(language);
}

/** Keeps `<html lang>` true, for screen readers and hyphenation. */
export function startLanguage(): void {
  const apply = () => {
    document.documentElement.lang = languageStore.get();
  };
  languageStore.watch(apply);
  apply();
}
