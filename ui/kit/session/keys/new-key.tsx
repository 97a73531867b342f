import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { KeyCreation, MadeKey } from '../../../../protocol/security-key-messages.js';
import { ErrorSummary } from '../../banner.js';
import { Button } from '../../button.js';
import { TextField } from '../../field.js';
import { asFailure, type Failure } from '../../http/failure.js';
import { makeKey } from './browser-key.js';
import { KeyFailure } from './key-failure.js';
import { useWords } from './use-words.js';

/** Names a new key, then asks the browser to make it. `create` gives what it is made by, `submit` throws what hindered it. */
export function NewKey(props: {
  readonly create: () => Promise<KeyCreation>;
  readonly submit: (name: string, key: MadeKey) => Promise<void>;
  readonly onCancel?: () => void;
}): JSX.Element {
  const words = useWords();
  const [name, setName] = useState('');
  const [attempt, setAttempt] = useState(0);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const missing = attempt > 0 && name.trim() === '' ? words.t('key.nameMissing') : undefined;
  const submit = async (event: Event) => {
    event.preventDefault();
    setFailure(undefined);
    setAttempt(attempt + 1);
    if (busy || name.trim() === '') return;
    setBusy(true);
    try {
      await props.submit(name.trim(), await makeKey(await props.create()));
    } catch (error) {
      setFailure(asFailure(error));
      setBusy(false);
    }
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <ErrorSummary errors={missing === undefined ? [] : [{ fieldId: 'key-name', text: missing }]} attempt={attempt} />
      {failure && <KeyFailure failure={failure} />}
      <TextField
        id="key-name"
        label={words.t('key.name')}
        hint={words.t('key.nameHint')}
        value={name}
        onChange={setName}
        error={missing}
      />
      <div class="row">
        <Button type="submit" look={props.onCancel && 'main'} busy={busy}>
          {words.t('key.make')}
        </Button>
        {props.onCancel && (
          <Button look="plain" onClick={props.onCancel}>
            {words.t('account.cancel')}
          </Button>
        )}
      </div>
      {busy && (
        <p class="soft" role="status">
          {words.t('key.touch')}
        </p>
      )}
    </form>
  );
}
