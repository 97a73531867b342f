import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../button.js';
import { asFailure, type FailureKind } from '../../http/failure.js';
import { formatDate } from '../../i18n/format.js';
import { SignInFailure } from '../sign-in-failure.js';
import { type Account, removePin } from './account.js';
import { useWords } from './use-words.js';

/** The PIN that opens a locked session; who has one may do without it at once. */
export function PinSection(props: { readonly pin: Account['pin']; readonly onChoose: () => void }): JSX.Element {
  const words = useWords();
  const [isRemoved, setRemoved] = useState(false);
  const [failure, setFailure] = useState<FailureKind | undefined>(undefined);
  const pin = isRemoved ? null : props.pin;
  const remove = () =>
    removePin().then(
      () => setRemoved(true),
      (error: unknown) => setFailure(asFailure(error).kind),
    );
  return (
    <section>
      <h2>{words.t('account.pin.title')}</h2>
      <p role="status">
        {pin === null
          ? words.t('account.pin.none')
          : words.t('account.pin.since', { day: formatDate(words.language, pin.since.slice(0, 10)) })}
      </p>
      {failure && <SignInFailure kind={failure} wrong="" />}
      <div class="row">
        <Button onClick={props.onChoose}>{words.t(pin === null ? 'account.pin.choose' : 'account.pin.change')}</Button>
        {pin !== null && (
          <Button look="plain" onClick={() => void remove()}>
            {words.t('account.pin.remove')}
          </Button>
        )}
      </div>
    </section>
  );
}
