import type { JSX } from 'preact';
import { useKitWords } from './i18n/use-words.js';

/** The first stop of the Tab key: past the navigation. A button, because the address belongs to the router. */
export function SkipLink(): JSX.Element {
  const words = useKitWords();
  return (
    <button type="button" class="button skip" onClick={() => document.getElementById('content')?.focus()}>
      {words.t('skip')}
    </button>
  );
}
