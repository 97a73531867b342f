import type { JSX } from 'preact';
import type { LinkKind } from '../../kit/sync/link-codes.js';

/** Path data on the kit's grid of 24 × 24. */
const paths: Record<LinkKind, string> = {
  fibre: 'M3 17c5 0 4-10 9-10s4 10 9 10M3 12h3m12 0h3',
  cellular: 'M12 12v9m-3 0h6M8.5 15.5a5 5 0 0 1 0-7m7 0a5 5 0 0 1 0 7M5.5 18.5a9 9 0 0 1 0-13m13 0a9 9 0 0 1 0 13',
  starlink: 'M4 14a7 7 0 0 0 9 6L4 14Zm4.5 3 4.5-5m1.5-3a3 3 0 0 1 3 3M14 5a7 7 0 0 1 7 7',
  geo: 'M4 11a9 9 0 0 0 9 9L4 11Zm4.5 4.5L13 11m1-3a3 3 0 0 1 3 3m-3-7a7 7 0 0 1 7 7',
  other: 'M9 15l6-6m-4-3 2-2a4.2 4.2 0 0 1 6 6l-2 2M7 12l-2 2a4.2 4.2 0 0 0 6 6l2-2',
};

/** What kind of line a link is; crossed out when nothing passes. Decoration beside the words. */
export function LinkIcon(props: { readonly kind: LinkKind; readonly broken: boolean }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[props.kind]} />
      {props.broken && <path d="M4 3l17 18" />}
    </svg>
  );
}
