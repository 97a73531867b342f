import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button } from './button.js';
import type { Failure } from './http/failure.js';
import { useKitWords } from './i18n/use-words.js';
import { Icon, type IconName } from './icon.js';

/** Nothing to show, and what to do about it. */
export function Empty(props: {
  readonly title: string;
  readonly children?: ComponentChildren;
  readonly icon?: IconName;
}): JSX.Element {
  return (
    <div class="state">
      {props.icon && <Icon name={props.icon} />}
      <strong>{props.title}</strong>
      {props.children}
    </div>
  );
}

const loadingMillisecondsMin = 200;

/** Shown only when loading takes long enough to notice; a flash would be noise. */
export function Loading(): JSX.Element {
  const words = useKitWords();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), loadingMillisecondsMin);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="state" role="status">
      {shown && (
        <>
          <span class="loading-bar" />
          {words.t('state.loading')}
        </>
      )}
    </div>
  );
}

const failureIcons: Partial<Record<Failure['kind'], IconName>> = {
  offline: 'linkOff',
  restricted: 'lock',
  signedOut: 'lock',
  missing: 'search',
};

/** A page or list that could not be shown: what happened, what is safe, what to do. */
export function FailureState(props: {
  readonly failure: Failure;
  readonly onRetry?: (() => void) | undefined;
}): JSX.Element {
  const words = useKitWords();
  const kind = props.failure.kind;
  return (
    <div class="state" role="alert">
      <Icon name={failureIcons[kind] ?? 'alert'} />
      <strong>{words.t(`failure.${kind}.title`)}</strong>
      <span>{words.t(`failure.${kind}.text`)}</span>
      {props.onRetry && kind !== 'restricted' && <Button onClick={props.onRetry}>{words.t('action.retry')}</Button>}
    </div>
  );
}
