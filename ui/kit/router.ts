import { createStore } from './store.js';

/**
 * The address after `#`, so that any static server can serve the page and no patient's id is sent with a page request.
 * Path segments are decoded; there is always at least one, '' for the start page.
 */
export interface Route {
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
}

function readRoute(): Route {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  return { segments: path.split('/').map(decodeSegment), query: new URLSearchParams(query) };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

export const routeStore = createStore<Route>(readRoute());

/** Follows the address bar; the answer stops it. */
export function startRouter(): () => void {
  const follow = () => {
    if (held === undefined) routeStore.set(readRoute());
    else if (location.hash !== held) history.replaceState(null, '', held === '' ? '#' : held);
  };
  addEventListener('hashchange', follow);
  follow();
  return () => removeEventListener('hashchange', follow);
}

let held: string | undefined;

/** The page that is open stays, whatever comes by the address bar or the browser's buttons; the answer lets it go. */
export function holdRoute(): () => void {
  held = location.hash;
  return () => {
    held = undefined;
  };
}

/** `href` of a page of this app. */
export function hrefOf(...segments: readonly string[]): string {
  return `#/${segments.map(encodeURIComponent).join('/')}`;
}

/** Goes to a page; `replace` leaves no entry in the browser's history. */
export function goTo(href: string, options: { readonly replace?: boolean } = {}): void {
  if (options.replace) location.replace(href);
  else location.hash = href;
}
