import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from './icon.js';

export function Tag(props: {
  readonly tone?: 'brand' | 'information' | 'warning' | 'critical' | 'solid';
  readonly icon?: IconName;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <span class={`tag ${props.tone ?? ''}`}>
      {props.icon && <Icon name={props.icon} />}
      {props.children}
    </span>
  );
}
