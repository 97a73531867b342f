import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from './icon.js';

export interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onClick?: (() => void) | undefined;
  readonly type?: 'button' | 'submit';
  /** `main` once per form or page; `plain` looks like a link. */
  readonly look?: 'main' | 'plain' | undefined;
  readonly icon?: IconName | undefined;
  /** While true the button stays focusable but does nothing, so that a second press does not send twice. */
  readonly busy?: boolean;
  readonly pressed?: boolean | undefined;
  readonly expanded?: boolean | undefined;
}

export function Button(props: ButtonProps): JSX.Element {
  const { busy = false, type = 'button', look, icon } = props;
  return (
    <button
      type={type}
      class={`button ${look ?? ''}`}
      aria-disabled={busy ? 'true' : undefined}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else props.onClick?.();
      }}
    >
      {icon && <Icon name={icon} />}
      {props.children}
    </button>
  );
}

/** A button that shows only an icon; `label` is its name. */
export function IconButton(props: {
  readonly label: string;
  readonly icon: IconName;
  readonly onClick: () => void;
  readonly pressed?: boolean;
}): JSX.Element {
  return (
    <button
      type="button"
      class="button plain icon-only"
      aria-label={props.label}
      title={props.label}
      aria-pressed={props.pressed}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </button>
  );
}

/** A link that looks like a button, because it leads to the next thing to do. */
export function LinkButton(props: {
  readonly href: string;
  readonly children: ComponentChildren;
  readonly icon?: IconName;
  readonly look?: 'main' | 'plain';
}): JSX.Element {
  return (
    <a class={`button ${props.look ?? ''}`} href={props.href}>
      {props.icon && <Icon name={props.icon} />}
      {props.children}
    </a>
  );
}
