import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Banner, ErrorSummary, type SummaryError } from '../banner.js';
import { Button } from '../button.js';
import { PasswordField, TextField } from '../field.js';
import { asFailure, type FailureKind } from '../http/failure.js';
import { useKitWords } from '../i18n/use-words.js';
import { Logo } from '../icon.js';
import { LanguageSwitch } from '../switches.js';
import { signIn } from './session.js';

/** The first page: who are you? `note` says whose program this is; `ended` that a session ran out. */
export function SignIn(props: { readonly note: string; readonly ended: boolean }): JSX.Element {
  const words = useKitWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    document.title = `${words.t('signIn.title')} – Carnet`;
  }, [words.language]);
  return (
    <main class="sign-in stack" id="content">
      <div class="brand">
        <Logo />
        <span>Carnet</span>
      </div>
      <div>
        <h1 tabIndex={-1} ref={heading}>
          {words.t('signIn.title')}
        </h1>
        <p class="soft">{props.note}</p>
      </div>
      {props.ended && (
        <Banner tone="information" title={words.t('failure.signedOut.title')}>
          {words.t('failure.signedOut.text')}
        </Banner>
      )}
      <SignInForm />
      <LanguageSwitch />
    </main>
  );
}

function SignInForm(): JSX.Element {
  const words = useKitWords();
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [attempt, setAttempt] = useState(0);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<FailureKind | undefined>(undefined);
  const missing: readonly (SummaryError | false)[] = [
    attempt > 0 && user.trim() === '' && { fieldId: 'user', text: words.t('signIn.userMissing') },
    attempt > 0 && password === '' && { fieldId: 'password', text: words.t('signIn.passwordMissing') },
  ];
  const errors = missing.filter((error) => error !== false);
  const errorOf = (id: string) => errors.find((error) => error.fieldId === id)?.text;

  const submit = async (event: Event) => {
    event.preventDefault();
    setFailure(undefined);
    setAttempt(attempt + 1);
    if (busy || user.trim() === '' || password === '') return;
    setBusy(true);
    try {
      await signIn(user.trim().toLowerCase(), password);
    } catch (error) {
      setFailure(asFailure(error).kind);
      setBusy(false);
    }
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <ErrorSummary errors={errors} attempt={attempt} />
      {failure && <SignInFailure kind={failure} />}
      <TextField
        id="user"
        label={words.t('signIn.user')}
        value={user}
        onChange={setUser}
        error={errorOf('user')}
        autoComplete="username"
      />
      <PasswordField
        id="password"
        label={words.t('signIn.password')}
        value={password}
        onChange={setPassword}
        error={errorOf('password')}
      />
      <Button type="submit" look="main" busy={busy}>
        {words.t('signIn.submit')}
      </Button>
    </form>
  );
}

function SignInFailure({ kind }: { readonly kind: FailureKind }): JSX.Element {
  const words = useKitWords();
  if (kind === 'signedOut') return <Banner tone="critical" announce title={words.t('signIn.wrong')} />;
  return (
    <Banner tone="critical" announce title={words.t(`failure.${kind}.title`)}>
      {words.t(`failure.${kind}.text`)}
    </Banner>
  );
}
