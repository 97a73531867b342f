import type { LinkName } from '../../../protocol/ids.js';
import type { LinkCauseCode } from '../../../protocol/links/link-causes.js';
import type { Signal } from '../../../protocol/links/link-signal.js';

/** What happened. */
export type LinkHappening =
  | {
      readonly kind: 'session-up';
      readonly link: LinkName;
      /** How long the hub took to welcome it, where that is known. */
      readonly answerMilliseconds?: number;
    }
  /** It ended, could not be opened, or an attempt to open it failed again. */
  | { readonly kind: 'session-down'; readonly link: LinkName; readonly cause: LinkCauseCode }
  /** Anything came over the link that is proven. */
  | { readonly kind: 'heard'; readonly link: LinkName }
  | { readonly kind: 'probe-sent'; readonly link: LinkName; readonly sequence: number }
  | {
      readonly kind: 'probe-answered';
      readonly link: LinkName;
      readonly sequence: number;
      readonly roundTripMilliseconds: number;
    }
  /** The hub has answered the question that was asked over the session. */
  | { readonly kind: 'replied'; readonly link: LinkName }
  /** A receipt of the hub is overdue by the round trips of the link (rule S22). */
  | { readonly kind: 'receipt-late'; readonly link: LinkName }
  /** The operating system's error for something that should have gone out over the link, e.g. `ENETUNREACH`. */
  | { readonly kind: 'socket-error'; readonly link: LinkName; readonly code: string }
  /** What the link's equipment says; `undefined`: nothing is known of it any more. */
  | { readonly kind: 'signal'; readonly link: LinkName; readonly signal: Signal | undefined }
  /** Whether somebody else answers on the link in the hub's place, as operators do once the credit is spent. */
  | { readonly kind: 'captive'; readonly link: LinkName; readonly captive: boolean }
  /** A person wants this link, or none in particular. */
  | { readonly kind: 'force'; readonly link: LinkName | undefined }
  | { readonly kind: 'budget'; readonly link: LinkName; readonly exhausted: boolean }
  /** Whether anything waits in the lanes 0 and 1. */
  | { readonly kind: 'urgent'; readonly waits: boolean }
  | { readonly kind: 'tick' };

/** What happened, and when: milliseconds of a steady clock, which never go back. */
export type LinkEvent = LinkHappening & { readonly atMilliseconds: number };
