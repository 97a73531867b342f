import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ShownKey } from '../../../../protocol/security-key-messages.js';
import { Banner, ErrorSummary, type SummaryError } from '../../banner.js';
import { Button } from '../../button.js';
import { PasswordField, TextField } from '../../field.js';
import { asFailure, type Failure } from '../../http/failure.js';
import { askForKey } from '../keys/key.js';
import { KeyProof } from '../keys/key-proof.js';
import { NewPasswordField } from '../password/new-password-field.js';
import { SignInFailure } from '../sign-in-failure.js';
import type { Again } from './account.js';
import { useWords } from './use-words.js';

export interface AgainFormProps {
  /** What will happen. */
  readonly lead: string;
  readonly submitText: string;
  /** Whether a code is asked, too. */
  readonly wantsCode: boolean;
  /** Whether a security key can be shown in the place of a code. */
  readonly hasKey?: boolean;
  /** What is chosen anew, where something is. */
  readonly wantsNext?: 'password' | 'pin' | undefined;
  /** Throws what hindered it. */
  readonly submit: (again: Again, next: string) => Promise<void>;
  readonly onCancel: () => void;
}

interface Typed {
  readonly password: string;
  readonly code: string;
  readonly next: string;
}

/** Asks again for password and code before something changes that lets a person in. */
export function AgainForm(props: AgainFormProps): JSX.Element {
  const { wantsCode, wantsNext } = props;
  const words = useWords();
  const [typed, setTyped] = useState<Typed>({ password: '', code: '', next: '' });
  const [attempt, setAttempt] = useState(0);
  const [isByKey, setByKey] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const missing: readonly (SummaryError | false)[] = [
    typed.password === '' && { fieldId: 'again-password', text: words.t('signIn.passwordMissing') },
    wantsCode && typed.code.trim() === '' && { fieldId: 'again-code', text: words.t('code.missing') },
    wantsNext !== undefined &&
      typed.next === '' && { fieldId: 'again-next', text: words.t(`account.${wantsNext}.nextMissing`) },
  ];
  const all = missing.filter((error) => error !== false);
  const allButCode = all.filter(({ fieldId }) => fieldId !== 'again-code');
  const errors = attempt === 0 ? [] : isByKey ? allButCode : all;

  const submit = async (event: Event) => {
    event.preventDefault();
    setFailure(undefined);
    setAttempt(attempt + 1);
    setByKey(false);
    if (busy || all.length > 0) return;
    setBusy(true);
    const { password, code, next } = typed;
    try {
      await props.submit(wantsCode ? { password, code: code.trim() } : { password }, next);
    } catch (error) {
      setFailure(asFailure(error));
      setBusy(false);
    }
  };
  const isReadyForKey = () => {
    setFailure(undefined);
    setByKey(true);
    setAttempt(attempt + 1);
    return allButCode.length === 0;
  };
  const submitKey = (key: ShownKey) => props.submit({ password: typed.password, key }, typed.next);
  return (
    <form class="stack again" onSubmit={submit} noValidate>
      <p>{props.lead}</p>
      <ErrorSummary errors={errors} attempt={attempt} />
      {failure && <AgainFailure failure={failure} />}
      <AgainFields {...props} typed={typed} onTyped={setTyped} errors={errors} />
      {props.hasKey && <KeyProof ask={askForKey} submit={submitKey} isReady={isReadyForKey} />}
      <div class="row">
        <Button type="submit" look="main" busy={busy}>
          {props.submitText}
        </Button>
        <Button look="plain" onClick={props.onCancel}>
          {words.t('account.cancel')}
        </Button>
      </div>
    </form>
  );
}

interface FieldsProps extends Pick<AgainFormProps, 'wantsCode' | 'wantsNext'> {
  readonly typed: Typed;
  readonly onTyped: (typed: Typed) => void;
  readonly errors: readonly SummaryError[];
}

function AgainFields({ wantsCode, wantsNext, typed, onTyped, errors }: FieldsProps): JSX.Element {
  const words = useWords();
  const set = (key: keyof Typed) => (value: string) => onTyped({ ...typed, [key]: value });
  const errorOf = (id: string) => errors.find((error) => error.fieldId === id)?.text;
  return (
    <>
      <PasswordField
        id="again-password"
        label={words.t('account.again.password')}
        value={typed.password}
        onChange={set('password')}
        error={errorOf('again-password')}
      />
      {wantsCode && (
        <TextField
          id="again-code"
          label={words.t('code.label')}
          hint={words.t('code.hint')}
          value={typed.code}
          onChange={set('code')}
          error={errorOf('again-code')}
          autoComplete="one-time-code"
        />
      )}
      {wantsNext === 'password' && (
        <NewPasswordField id="again-next" value={typed.next} onChange={set('next')} error={errorOf('again-next')} />
      )}
      {wantsNext === 'pin' && (
        <PasswordField
          id="again-next"
          label={words.t('account.pin.next')}
          hint={words.t('account.pin.hint')}
          value={typed.next}
          onChange={set('next')}
          error={errorOf('again-next')}
          isNew
          isPin
        />
      )}
    </>
  );
}

function AgainFailure({ failure }: { readonly failure: Failure }): JSX.Element {
  const words = useWords();
  const { kind, code } = failure;
  if (code === 'clock-unsure') return <Banner tone="critical" announce title={words.t('code.clockUnsure')} />;
  if (code === 'pin-refused') return <Banner tone="critical" announce title={words.t('account.pin.refused')} />;
  if (code === 'password-refused') {
    return <Banner tone="critical" announce title={words.t('account.password.refused')} />;
  }
  return <SignInFailure kind={kind} wrong={words.t('account.again.wrong')} />;
}
