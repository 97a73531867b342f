import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { showTitle } from '../../kit/title.js';

/** The heading of a page: names the document and takes the focus when the page opens, so that it is read out. */
export function PageHeading(props: {
  readonly title: string;
  readonly children?: ComponentChildren;
  /** Leaves the focus to another element of the page. */
  readonly quiet?: boolean;
}): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (!props.quiet) heading.current?.focus();
  }, []);
  useEffect(() => {
    showTitle(`${props.title} – Carnet`);
  }, [props.title]);
  return (
    <h1 tabIndex={-1} ref={heading}>
      {props.children ?? props.title}
    </h1>
  );
}
