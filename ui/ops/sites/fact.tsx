import type { ComponentChildren, JSX } from 'preact';

/** A name and what it is, in a list of facts. */
export function Fact(props: { readonly label: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div class="fact">
      <dt>{props.label}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
