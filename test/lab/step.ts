import type { LinkCauseCode } from '../../protocol/links/link-causes.js';
import type { Browning } from './relay/shaped-line.js';

/** In the place of a link's name: the one that the site carries its records over now. */
export const activeLink = '@active';
/** The same link again, whatever the site has gone over to since. */
export const sameLink = '@same';

/** What happens in a scenario, one after the other. */
export type Step =
  | { readonly do: 'cut'; readonly link: string; readonly direction: 'both' | 'up' | 'down' | 'none' }
  /** Bad, not dead: more is lost, the way is longer. */
  | ({ readonly do: 'brown'; readonly link: string } & Browning)
  /** Somebody who is not the hub answers every connection, and nothing else goes. */
  | { readonly do: 'portal'; readonly link: string }
  /** As it was at the start. */
  | { readonly do: 'heal'; readonly link: string }
  | { readonly do: 'start-site' }
  /** The program ends in peace and starts again: what it has learnt of its links is gone. */
  | { readonly do: 'restart-site' }
  | { readonly do: 'kill-hub' }
  /** The program ends in peace; its machine goes on. */
  | { readonly do: 'stop-hub' }
  | { readonly do: 'start-hub' }
  | { readonly do: 'wait'; readonly seconds: number }
  /** Time, bytes and switches are counted from here. */
  | { readonly do: 'mark' }
  /** Somebody writes an allergy again and again, or stops. */
  | { readonly do: 'urgent'; readonly everyMilliseconds: number | 'stop' }
  /** Until the site does not show the link as down any more. */
  | { readonly do: 'until-up'; readonly link: string; readonly secondsMax: number }
  /** Until the site carries its records over the link. */
  | { readonly do: 'until-active'; readonly link: string; readonly secondsMax: number }
  /** Until the site says that the month of the link is spent; what has gone over it then, and a little later, is counted. */
  | { readonly do: 'until-spent'; readonly link: string; readonly secondsMax: number }
  /** The site must name the cause within a quarter of a minute after what was last done to a link or the hub. */
  | { readonly do: 'expect-cause'; readonly link: string; readonly cause: LinkCauseCode }
  /** Around a cut: the longest time without an acknowledgement of an urgent change is looked for in between. */
  | { readonly do: 'gap-begins' }
  | { readonly do: 'gap-ends' }
  /** Somebody asks the hub for each patient that it has from elsewhere, one after the other. */
  | { readonly do: 'fetch-summaries' }
  /** The program ends in peace, and its database is gone: what comes up next is a new box of the same site. */
  | { readonly do: 'lose-journal' }
  /** Until the hub has given the site all that it had. */
  | { readonly do: 'until-whole'; readonly secondsMax: number }
  /** Until the hub is durable for so much of the backlog. */
  | { readonly do: 'until-drained'; readonly share: number; readonly secondsMax: number };

/** How soon a cause must be named. */
export const causeSecondsMax = 15;
