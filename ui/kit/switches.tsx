import type { JSX } from 'preact';
import { Button, IconButton } from './button.js';
import { chooseLanguage, type Language } from './i18n/language.js';
import { useKitWords } from './i18n/use-words.js';
import { useStore } from './store.js';
import { chooseTheme, themeStore } from './theme.js';

const languages: readonly Language[] = ['fr', 'en'];

export function LanguageSwitch(): JSX.Element {
  const words = useKitWords();
  return (
    <fieldset class="switches" aria-label={words.t('language.label')}>
      {languages.map((language) => (
        <Button key={language} pressed={words.language === language} onClick={() => chooseLanguage(language)}>
          <span lang={language}>{words.t(`language.${language}`)}</span>
        </Button>
      ))}
    </fieldset>
  );
}

export function ThemeSwitch(): JSX.Element {
  const words = useKitWords();
  const theme = useStore(themeStore);
  const other = theme === 'night' ? 'day' : 'night';
  return (
    <IconButton
      icon={other === 'night' ? 'moon' : 'sun'}
      label={words.t(`theme.${other}`)}
      onClick={() => chooseTheme(other)}
    />
  );
}
