import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Button } from '../kit/button.js';
import { Failure } from '../kit/http/failure.js';
import { Icon, Logo } from '../kit/icon.js';
import { askSession, type Session, sessionStore, signOut } from '../kit/session/session.js';
import { SignIn } from '../kit/session/sign-in.js';
import { SkipLink } from '../kit/skip-link.js';
import { Empty, FailureState, Loading } from '../kit/states.js';
import { useStore } from '../kit/store.js';
import { LanguageSwitch, ThemeSwitch } from '../kit/switches.js';
import { FleetPage } from './fleet-page.js';
import { useWords } from './words/use-words.js';

const unreachable = new Failure('offline', 0);

export function App(): JSX.Element {
  const words = useWords();
  const state = useStore(sessionStore);
  useEffect(() => {
    document.title = `${words.t('ops.title')} – Carnet`;
  }, [words.language, state.kind]);
  switch (state.kind) {
    case 'asking':
      return <Loading />;
    case 'unreachable':
      return <FailureState failure={unreachable} onRetry={() => void askSession()} />;
    case 'out':
    case 'ended':
      return <SignIn note={words.t('app.note')} ended={state.kind === 'ended'} />;
    case 'in':
      return <SignedIn session={state.session} />;
  }
}

function SignedIn({ session }: { readonly session: Session }): JSX.Element {
  const words = useWords();
  return (
    <div class="ops">
      <SkipLink />
      <header class="ops-bar screen-only">
        <span class="brand">
          <Logo />
          <span>
            <strong>Carnet</strong> <span class="soft small">{words.t('app.note')}</span>
          </span>
        </span>
        <span class="ops-who">
          <LanguageSwitch />
          <ThemeSwitch />
          <span class="row small">
            <Icon name="person" />
            {session.displayName}
          </span>
          <Button look="plain" icon="signOut" onClick={() => void signOut()}>
            {words.t('action.signOut')}
          </Button>
        </span>
      </header>
      {session.role === 'ops' ? (
        <FleetPage />
      ) : (
        <main id="content" tabIndex={-1}>
          <Empty icon="lock" title={words.t('failure.restricted.title')}>
            <p>{words.t('ops.forbidden')}</p>
          </Empty>
        </main>
      )}
    </div>
  );
}
