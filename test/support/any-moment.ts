import type { KnownMoment } from '../../protocol/clock-floor.js';

/** Nothing is known of time: a certificate is as good as its signature. */
export const anyMoment: KnownMoment = { floorMilliseconds: 0, state: 'sure' };
