import type { JSX } from 'preact';
import { IconButton } from '../../kit/button.js';
import { Icon, Logo } from '../../kit/icon.js';
import { hrefOf } from '../../kit/router.js';
import { lockNow, type Session, signOut } from '../../kit/session/session.js';
import { OwnName, RoleName } from '../../kit/session/who.js';
import { LanguageSwitch, ThemeSwitch } from '../../kit/switches.js';
import { useWords } from '../words/use-words.js';

/** Whose page this is, who is signed in, language and theme. */
export function TopBar({ session }: { readonly session: Session }): JSX.Element {
  const words = useWords();
  return (
    <header class="top-bar screen-only">
      <a class="brand" href={hrefOf('')}>
        <Logo />
        <span>
          <strong>Carnet</strong>
          <span class="soft small">{words.t('app.name')}</span>
        </span>
      </a>
      <div class="who">
        <Icon name="person" />
        <div>
          <span class="unseen">{words.t('who.label')} </span>
          <OwnName session={session} />
          <RoleName session={session} />
        </div>
      </div>
      <div class="controls">
        <LanguageSwitch />
        <ThemeSwitch />
        <IconButton icon="lock" label={words.t('lock.now')} onClick={() => void lockNow()} />
        <IconButton icon="signOut" label={words.t('action.signOut')} onClick={() => void signOut()} />
      </div>
    </header>
  );
}
