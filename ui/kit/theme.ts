import { createStore } from './store.js';

export type Theme = 'day' | 'night';

const themeKey = 'carnet.theme';

function readTheme(): Theme {
  const kept = localStorage.getItem(themeKey);
  if (kept === 'day' || kept === 'night') return kept;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'night' : 'day';
}

export const themeStore = createStore<Theme>(readTheme());

/** Chooses a theme and remembers it on this device (the choice is not a patient's data). */
export function chooseTheme(theme: Theme): void {
  localStorage.setItem(themeKey, theme);
  themeStore.set(theme);
}

/** Puts the theme on the document and follows the system while nobody has chosen. */
export function startTheme(): void {
  const apply = () => {
    document.documentElement.dataset['theme'] = themeStore.get();
  };
  themeStore.watch(apply);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => themeStore.set(readTheme()));
  apply();
}
