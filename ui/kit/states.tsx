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

/** Long work: how far, at what rate, how long it still takes. */
export function Progress(props: {
  readonly done: number;
  readonly total: number;
  readonly label: string;
  readonly note?: string;
}): JSX.Element {
  const words = useKitWords();
  const share = props.total > 0 ? Math.min(1, props.done / props.total) : 0;
  return (
    <div>
      <div class="row small">
        <span>{props.label}</span>
        <span class="number soft">{words.t('progress.of', { done: props.done, total: props.total })}</span>
        {props.note && <span class="soft">{props.note}</span>}
      </div>
      <div
        class="progress"
        role="progressbar"
        aria-label={props.label}
        aria-valuemin={0}
        aria-valuemax={props.total}
        aria-valuenow={props.done}
      >
        <span style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}
