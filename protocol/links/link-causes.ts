/** Why a link is not as it should be (contract: `cause`). */
export const linkCauses = [
  'none',
  'link-down',
  'blackhole',
  'brownout',
  'no-credit',
  'dns',
  'hub-down',
  'certificate',
  'shared-outage',
  'budget',
] as const;

export type LinkCauseCode = (typeof linkCauses)[number];
