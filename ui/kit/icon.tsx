import type { JSX } from 'preact';

/** Path data on a 24 × 24 grid, drawn as strokes. */
const paths = {
  alert: 'M12 3 22 20H2L12 3Zm0 7v4m0 3v.1',
  allergy: 'M8 3h8l5 5v8l-5 5H8l-5-5V8l5-5Zm4 4v6m0 3v.1',
  archive: 'M4 5c0-1 4-2 8-2s8 1 8 2v14c0 1-4 2-8 2s-8-1-8-2V5Zm0 0c0 1 4 2 8 2s8-1 8-2M4 12c0 1 4 2 8 2s8-1 8-2',
  arrow: 'M5 12h14m-6-6 6 6-6 6',
  back: 'M19 12H5m6-6-6 6 6 6',
  calendar: 'M4 6h16v14H4V6Zm0 5h16M8 3v4m8-4v4',
  check: 'm5 12.5 4.5 4.5L19 7',
  chevron: 'm9 5 7 7-7 7',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 4v5l3.5 2',
  close: 'M6 6l12 12M18 6 6 18',
  cross: 'M9 3h6v6h6v6h-6v6H9v-6H3V9h6V3Z',
  dot: 'M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10Z',
  edit: 'M4 20l1-4L16 5l3 3L8 19l-4 1ZM13.5 7.5l3 3',
  eye: 'M2 12s4-6 10-6 10 6 10 6-4 6-10 6S2 12 2 12Zm10-2.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z',
  history: 'M4 12a8 8 0 1 0 2.5-5.8L4 8.5M4 4v4.5h4.5M12 8v4.5l3 1.5',
  information: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 8v5m0-8.5v.1',
  link: 'M9 15l6-6m-4-3 2-2a4.2 4.2 0 0 1 6 6l-2 2M7 12l-2 2a4.2 4.2 0 0 0 6 6l2-2',
  linkOff: 'M3 3l18 18M13.5 6.5 15 5a4 4 0 0 1 5 5l-2 2M7 12l-2 2a4.2 4.2 0 0 0 6 6l1.5-1.5',
  lock: 'M6 11h12v9H6v-9Zm2.5 0V8a3.5 3.5 0 0 1 7 0v3',
  menu: 'M4 7h16M4 12h16M4 17h16',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z',
  note: 'M6 3h9l4 4v14H6V3Zm3 8h7m-7 4h7',
  octagon: 'M8.2 3h7.6L21 8.2v7.6L15.8 21H8.2L3 15.8V8.2L8.2 3ZM12 7v6m0 3v.1',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 21c0-4 3.5-6 7.5-6s7.5 2 7.5 6',
  personPlus: 'M10 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM3 20c0-3.5 3-5.5 7-5.5 1.4 0 2.7.2 3.8.7M18 14v7m-3.5-3.5h7',
  pill: 'M6 13l7-7a4 4 0 0 1 5.5 5.5l-7 7A4 4 0 0 1 6 13Zm3.5-3.5 5.5 5.5',
  plus: 'M12 5v14M5 12h14',
  print: 'M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7v-7Z',
  pulse: 'M3 12h4l2.5-6 4.5 12 2.5-6H21',
  restricted: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM6 6l12 12',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.5 15.5 21 21',
  signOut: 'M14 4H5v16h9M10 12h11m-4-4 4 4-4 4',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2v2m0 16v2M2 12h2m16 0h2M5 5l1.5 1.5m11 11L19 19M19 5l-1.5 1.5M6.5 17.5 5 19',
  transfer: 'M4 8h14m-4-4 4 4-4 4M20 16H6m4-4-4 4 4 4',
  visit: 'M6 3v6a4 4 0 0 0 8 0V3M10 13v2a5 5 0 0 0 10 0v-2m0-3a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Z',
} as const;

export type IconName = keyof typeof paths;

/** Decoration beside a word: hidden from screen readers. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

/** The booklet with the cross, in the brand's green. */
export function Logo(): JSX.Element {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect x="4" y="2" width="24" height="28" rx="4" fill="var(--brand)" />
      <rect x="8" y="2" width="1.5" height="28" fill="var(--on-brand)" opacity=".45" />
      <path d="M16.5 10h3.5v4h4v3.5h-4v4h-3.5v-4h-4V14h4v-4Z" fill="var(--on-brand)" />
    </svg>
  );
}
