import { type LinkCauseCode, linkCauses } from '../../../protocol/links/link-causes.js';
import type { LinkStateCode } from '../../../protocol/links/link-states.js';

export const linkKinds = ['fibre', 'cellular', 'starlink', 'geo', 'other'] as const;

export type LinkKind = (typeof linkKinds)[number];
export type LinkStateName = LinkStateCode;
export type LinkCause = Exclude<LinkCauseCode, 'none'>;

/** A cause as the servers name it; `undefined` for none, and for one that this page does not know. */
export function readCause(text: unknown): LinkCause | undefined {
  return linkCauses.find((cause): cause is LinkCause => cause !== 'none' && cause === text);
}
