import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useKitWords } from './i18n/use-words.js';
import { Icon, type IconName } from './icon.js';

export type Tone = 'information' | 'done' | 'warning' | 'critical';

const icons: Record<Tone, IconName> = {
  information: 'information',
  done: 'check',
  warning: 'alert',
  critical: 'octagon',
};

/** A message in its place in the page, never over it. `announce` speaks it when it appears. */
export function Banner(props: {
  readonly tone: Tone;
  readonly title: string;
  readonly children?: ComponentChildren;
  readonly announce?: boolean;
}): JSX.Element {
  const role = props.announce ? (props.tone === 'critical' ? 'alert' : 'status') : undefined;
  return (
    <div class={`banner ${props.tone}`} role={role}>
      <Icon name={icons[props.tone]} />
      <div>
        <h2>{props.title}</h2>
        {props.children}
      </div>
    </div>
  );
}

export interface SummaryError {
  /** Id of the control. */
  readonly fieldId: string;
  readonly text: string;
}

/** On top of a form: what is wrong, each leading to its field. Takes the focus when `attempt` grows. */
export function ErrorSummary(props: {
  readonly errors: readonly SummaryError[];
  readonly attempt: number;
}): JSX.Element | null {
  const words = useKitWords();
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (props.attempt > 0) frame.current?.focus();
  }, [props.attempt]);
  if (props.errors.length === 0) return null;
  return (
    <div class="banner critical" role="alert" tabIndex={-1} ref={frame}>
      <Icon name="octagon" />
      <div>
        <h2>{words.count('errors.title', props.errors.length)}</h2>
        <ul>
          {props.errors.map((error) => (
            <li key={error.fieldId + error.text}>
              <a href={`#${error.fieldId}`} onClick={(event) => focusField(event, error.fieldId)}>
                {error.text}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** The address belongs to the router, so the link only moves the focus. */
function focusField(event: Event, id: string): void {
  event.preventDefault();
  const field = document.getElementById(id);
  field?.focus();
  field?.scrollIntoView({ block: 'center' });
}
