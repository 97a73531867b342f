import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { showTitle } from '../title.js';

/** What a step of signing in asks, read first when it appears. `note` says whose program this is. */
export function StepHeading({ title, note }: { readonly title: string; readonly note: string }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    showTitle(`${title} – Carnet`);
  }, [title]);
  return (
    <div>
      <h1 tabIndex={-1} ref={heading}>
        {title}
      </h1>
      <p class="soft">{note}</p>
    </div>
  );
}
