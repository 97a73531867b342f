import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Banner, ErrorSummary } from '../../banner.js';
import { Button } from '../../button.js';
import { TextField } from '../../field.js';
import { asFailure, type FailureKind } from '../../http/failure.js';
import { SignInFailure } from '../sign-in-failure.js';
import { useWords } from './use-words.js';

/** One field for a code, and what became of it. `submit` throws what hindered it; `wrong` says what was not right. */
export function CodeEntry(props: {
  readonly hint: string;
  readonly wrong: string;
  readonly submit: (code: string) => Promise<void>;
  readonly onBack: () => void;
}): JSX.Element {
  const words = useWords();
  const [code, setCode] = useState('');
  const [attempt, setAttempt] = useState(0);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<FailureKind | undefined>(undefined);
  const missing = attempt > 0 && code.trim() === '' ? words.t('code.missing') : undefined;

  const submit = async (event: Event) => {
    event.preventDefault();
    setFailure(undefined);
    setAttempt(attempt + 1);
    if (busy || code.trim() === '') return;
    setBusy(true);
    try {
      await props.submit(code.trim());
    } catch (error) {
      setFailure(asFailure(error).kind);
      setBusy(false);
    }
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <ErrorSummary errors={missing === undefined ? [] : [{ fieldId: 'code', text: missing }]} attempt={attempt} />
      {failure && <CodeFailure kind={failure} wrong={props.wrong} />}
      <TextField
        id="code"
        label={words.t('code.label')}
        hint={props.hint}
        value={code}
        onChange={setCode}
        error={missing}
        autoComplete="one-time-code"
      />
      <div class="row">
        <Button type="submit" look="main" busy={busy}>
          {words.t('code.submit')}
        </Button>
        <Button look="plain" onClick={props.onBack}>
          {words.t('code.back')}
        </Button>
      </div>
    </form>
  );
}

function CodeFailure({ kind, wrong }: { readonly kind: FailureKind; readonly wrong: string }): JSX.Element {
  const words = useWords();
  if (kind === 'conflict') return <Banner tone="critical" announce title={words.t('code.clockUnsure')} />;
  if (kind === 'missing') return <Banner tone="critical" announce title={words.t('offer.ended')} />;
  return <SignInFailure kind={kind} wrong={wrong} />;
}
