import type { ResourceId, SiteCode } from './ids.js';

/** Why somebody asks for a patient whom their site does not hold; stated with every question, and audited (rule F8). */
export const purposes = ['treatment', 'emergency', 'referral', 'identity'] as const;

export type Purpose = (typeof purposes)[number];

export function isPurpose(text: string): text is Purpose {
  return (purposes as readonly string[]).includes(text);
}

/** Who is looked for; '' where it is not known. */
export interface PersonQuery {
  readonly family: string;
  readonly given: string;
  /** `YYYY-MM-DD`, or the year, or the year and month. */
  readonly birthDate: string;
  readonly healthId: string;
  readonly nationalId: string;
}

/** What a site asks the hub for on behalf of a person. */
export type RemoteAsk =
  | ({ readonly kind: 'search' } & PersonQuery)
  /** The record of a patient; the summary first. */
  | { readonly kind: 'patient'; readonly patient: ResourceId };

/** Somebody whom the hub knows: what tells people apart, and no more. '' where it is not known. */
export interface Candidate {
  readonly patient: ResourceId;
  readonly healthId: string;
  readonly family: string;
  readonly given: string;
  readonly gender: string;
  readonly birthDate: string;
  /** The site that registered them. */
  readonly site: SiteCode;
}
