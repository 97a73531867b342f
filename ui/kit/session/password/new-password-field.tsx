import type { JSX } from 'preact';
import { PasswordField } from '../../field.js';
import { PasswordMeter } from './password-meter.js';
import { useWords } from './use-words.js';

/** A password that somebody chooses, with how it stands up to guessing. */
export function NewPasswordField(props: {
  readonly id: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
}): JSX.Element {
  const words = useWords();
  return (
    <div>
      <PasswordField
        {...props}
        label={words.t('account.password.next')}
        hint={words.t('account.password.hint')}
        isNew
      />
      <PasswordMeter password={props.value} />
    </div>
  );
}
