import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ErrorSummary, type SummaryError } from '../banner.js';
import { Button } from '../button.js';
import { PasswordField, TextField } from '../field.js';
import { asFailure, type Failure } from '../http/failure.js';
import { useKitWords } from '../i18n/use-words.js';
import { type Shown, type SignInAnswer, signIn } from './session.js';
import { SignInFailure } from './sign-in-failure.js';

/** Name and password. What the server took for right is kept in memory until the code follows, and nowhere else. */
export function PasswordForm(props: {
  readonly onAnswer: (answer: SignInAnswer, signIn: (shown?: Shown) => Promise<SignInAnswer>) => void;
}): JSX.Element {
  const words = useKitWords();
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [attempt, setAttempt] = useState(0);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
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
    const name = user.trim().toLowerCase();
    try {
      props.onAnswer(await signIn(name, password), (shown) => signIn(name, password, shown));
    } catch (error) {
      setFailure(asFailure(error));
      setBusy(false);
    }
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <ErrorSummary errors={errors} attempt={attempt} />
      {failure && <SignInFailure kind={failure.kind} wrong={failure.issues[0]?.text ?? ''} />}
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
