/** What a link is doing (contract: `Link state`). */
export const linkStates = ['active', 'standby', 'degraded', 'down', 'asleep', 'blocked'] as const;

export type LinkStateCode = (typeof linkStates)[number];
