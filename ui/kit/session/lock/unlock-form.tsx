import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ShownKey } from '../../../../protocol/security-key-messages.js';
import { Banner, ErrorSummary, type SummaryError } from '../../banner.js';
import { Button } from '../../button.js';
import { PasswordField, TextField } from '../../field.js';
import { asFailure, type Failure } from '../../http/failure.js';
import { askForKey } from '../keys/key.js';
import { KeyProof } from '../keys/key-proof.js';
import { SignInFailure } from '../sign-in-failure.js';
import { type LockView, type Opening, openLock } from './lock.js';
import { useWords } from './use-words.js';

/** By what the form asks to open the session. */
type Way = 'pin' | 'password' | 'all';

interface Typed {
  readonly secret: string;
  readonly code: string;
}

const nothing: Typed = { secret: '', code: '' };

interface UnlockFormProps {
  readonly view: LockView;
  /** Hears of what was not right: another thing may be wanted now. */
  readonly onRefused: () => void;
}

/** PIN, password, or password and code. */
export function UnlockForm({ view, onRefused }: UnlockFormProps): JSX.Element {
  const words = useWords();
  const [way, setWay] = useState<Way>(view.wanted === 'password-and-code' ? 'all' : view.wanted);
  const [typed, setTyped] = useState(nothing);
  const [attempt, setAttempt] = useState(0);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const missing = missingIn(way, typed, words);
  const frame = useRef<HTMLFormElement>(null);
  const focusFirst = () => frame.current?.querySelector('input')?.focus();
  useEffect(focusFirst, [way]);
  const begin = (next: Way, kept: Typed) => {
    setWay(next);
    setTyped(kept);
    setAttempt(0);
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    setFailure(undefined);
    setAttempt(attempt + 1);
    if (busy || missing.length > 0) return;
    setBusy(true);
    try {
      if ((await openLock(openingOf(way, typed))) === 'code-wanted') begin('all', typed);
    } catch (error) {
      setFailure(asFailure(error));
      begin(way, { ...nothing, secret: way === 'all' ? typed.secret : '' });
      focusFirst();
      onRefused();
    }
    setBusy(false);
  };
  const errors = attempt > 0 ? missing : [];
  const submitKey = async (key: ShownKey) => void (await openLock({ password: typed.secret, key }));
  const isReadyForKey = () => {
    if (typed.secret === '') focusFirst();
    return typed.secret !== '';
  };
  return (
    <form class="stack" onSubmit={submit} noValidate ref={frame}>
      <ErrorSummary errors={errors} attempt={attempt} />
      {view.wanted === 'password-and-code' && <Banner tone="information" announce title={words.t('lock.pinSpent')} />}
      {failure && <UnlockFailure failure={failure} way={way} />}
      <UnlockFields way={way} typed={typed} onTyped={setTyped} errors={errors} />
      {way === 'all' && view.hasKey && <KeyProof ask={askForKey} submit={submitKey} isReady={isReadyForKey} />}
      <div class="row">
        <Button type="submit" look="main" busy={busy}>
          {words.t('lock.open')}
        </Button>
        {view.wanted === 'pin' && <OtherWay way={way} onWay={(next) => begin(next, nothing)} />}
      </div>
    </form>
  );
}

function OtherWay({ way, onWay }: { readonly way: Way; readonly onWay: (way: Way) => void }): JSX.Element {
  const words = useWords();
  const other = way === 'pin' ? 'password' : 'pin';
  return (
    <Button look="plain" onClick={() => onWay(other)}>
      {words.t(other === 'pin' ? 'lock.byPin' : 'lock.byPassword')}
    </Button>
  );
}

function UnlockFailure({ failure, way }: { readonly failure: Failure; readonly way: Way }): JSX.Element {
  const words = useWords();
  if (failure.code === 'clock-unsure') return <Banner tone="critical" announce title={words.t('code.clockUnsure')} />;
  return <SignInFailure kind={failure.kind} wrong={words.t(wrongWords[way])} />;
}

const wrongWords = { pin: 'lock.pinWrong', password: 'lock.wrong', all: 'lock.allWrong' } as const;

function openingOf(way: Way, { secret, code }: Typed): Opening {
  if (way === 'pin') return { pin: secret.trim() };
  return way === 'all' ? { password: secret, code: code.trim() } : { password: secret };
}

function missingIn(way: Way, typed: Typed, words: ReturnType<typeof useWords>): readonly SummaryError[] {
  const secret = words.t(way === 'pin' ? 'lock.pinMissing' : 'signIn.passwordMissing');
  return [
    ...(typed.secret === '' ? [{ fieldId: 'unlock-secret', text: secret }] : []),
    ...(way === 'all' && typed.code.trim() === '' ? [{ fieldId: 'unlock-code', text: words.t('code.missing') }] : []),
  ];
}

function UnlockFields(props: {
  readonly way: Way;
  readonly typed: Typed;
  readonly onTyped: (typed: Typed) => void;
  readonly errors: readonly SummaryError[];
}): JSX.Element {
  const words = useWords();
  const { way, typed, onTyped, errors } = props;
  const errorOf = (id: string) => errors.find((error) => error.fieldId === id)?.text;
  return (
    <>
      <PasswordField
        key={way === 'pin' ? 'pin' : 'password'}
        id="unlock-secret"
        label={words.t(way === 'pin' ? 'lock.pin' : 'signIn.password')}
        value={typed.secret}
        onChange={(secret) => onTyped({ ...typed, secret })}
        error={errorOf('unlock-secret')}
        isPin={way === 'pin'}
      />
      {way === 'all' && (
        <TextField
          id="unlock-code"
          label={words.t('code.label')}
          hint={words.t('code.hint')}
          value={typed.code}
          onChange={(code) => onTyped({ ...typed, code })}
          error={errorOf('unlock-code')}
          autoComplete="one-time-code"
        />
      )}
    </>
  );
}
