import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { IconButton } from './button.js';
import { useKitWords } from './i18n/use-words.js';

/** The form one is filling, on the right so that the chart stays visible; a page of its own on a phone. */
export function Panel(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  const words = useKitWords();
  const heading = useRef<HTMLHeadingElement>(null);
  // Before the next key arrives, so that nothing typed at once loses its field again.
  useLayoutEffect(() => heading.current?.focus(), []);
  return (
    <aside
      class="panel"
      aria-labelledby="panel-title"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) props.onClose();
      }}
    >
      <header>
        <h2 id="panel-title" tabIndex={-1} ref={heading}>
          {props.title}
        </h2>
        <IconButton icon="close" label={words.t('action.close')} onClick={props.onClose} />
      </header>
      <div class="panel-body">{props.children}</div>
    </aside>
  );
}
