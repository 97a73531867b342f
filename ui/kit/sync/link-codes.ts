import { type LinkCauseCode, linkCauses } from '../../../protocol/links/link-causes.js';

export const linkKinds = ['fibre', 'cellular', 'starlink', 'geo', 'other'] as const;
export const linkStates = ['active', 'standby', 'degraded', 'down', 'asleep', 'blocked'] as const;

export type LinkKind = (typeof linkKinds)[number];
export type LinkStateName = (typeof linkStates)[number];
export type LinkCause = Exclude<LinkCauseCode, 'none'>;

/** A cause as the servers name it; `undefined` for none, and for one that this page does not know. */
export function readCause(text: unknown): LinkCause | undefined {
  return linkCauses.find((cause): cause is LinkCause => cause !== 'none' && cause === text);
}
