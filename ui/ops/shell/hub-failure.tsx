import type { JSX } from 'preact';
import { Button } from '../../kit/button.js';
import type { Failure } from '../../kit/http/failure.js';
import { Icon } from '../../kit/icon.js';
import { FailureState } from '../../kit/states.js';
import { useWords } from '../words/use-words.js';

/** A page that could not be shown; the kit's words speak of a hospital, these of the hub. */
export function HubFailure(props: { readonly failure: Failure; readonly onRetry: () => void }): JSX.Element {
  const words = useWords();
  const { failure, onRetry } = props;
  if (failure.kind !== 'offline' && failure.kind !== 'restricted') {
    return <FailureState failure={failure} onRetry={onRetry} />;
  }
  const offline = failure.kind === 'offline';
  return (
    <div class="state" role="alert">
      <Icon name={offline ? 'linkOff' : 'lock'} />
      <strong>{words.t(offline ? 'hub.silent' : 'hub.restricted')}</strong>
      <span>{words.t(offline ? 'hub.silentText' : 'hub.restrictedText')}</span>
      {offline && <Button onClick={onRetry}>{words.t('action.retry')}</Button>}
    </div>
  );
}
