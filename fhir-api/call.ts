import type { ProfileBook } from '../record/profiles/profile-book.js';
import type { GuardedAudit } from './audit/guarded-audit.js';
import type { GuardedRecords } from './guard.js';
import type { Language, Preferences } from './negotiate.js';
import type { CallerSubscriptions } from './subscriptions/caller-subscriptions.js';

/** One request to the API, from HTTP or from an entry of a Bundle: both take the same way. */
export interface Call {
  readonly method: string;
  /** Segments after the service base, decoded: `['Patient', '123', '_history']`. */
  readonly path: readonly string[];
  /** Of the URL and of a posted form, without those that only shape the answer (`_format`, `_pretty`). */
  readonly parameters: URLSearchParams;
  /** The text that was sent, as it was written; '' when nothing was. */
  readonly body: string;
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly ifModifiedSince: string | undefined;
  readonly ifNoneExist: string | undefined;
  /** The header X-Provenance as it was sent (FHIR R4 §6.3): why something is written. */
  readonly provenance: string | undefined;
  readonly preferences: Preferences;
  readonly language: Language;
  /** The service base URL without a slash at its end, e.g. `https://site:8450/fhir`. */
  readonly base: string;
  /** The records, as far as the caller may see and change them. */
  readonly records: GuardedRecords;
  /** The node's own audit, as far as the caller may read it. */
  readonly audit: GuardedAudit;
  /** The Subscriptions of the caller. */
  readonly subscriptions: CallerSubscriptions;
  /** Makes the id of a new resource: UUIDv7. */
  readonly newId: () => string;
  /** Wall clock, milliseconds since 1970: a birth in the future is refused. */
  readonly now: () => number;
  /** What resources are checked by beside FHIR R4 itself. */
  readonly profiles: ProfileBook;
  /**
   * Resolves once searches see all that is written now, which at a hub they do a moment later (rule J5).
   * @throws Problem `index-behind`
   */
  readonly catchUp: () => Promise<void>;
  /** The text of the CapabilityStatement. */
  readonly capabilities: () => string;
}

/** Parameters that shape the answer and say nothing about what is asked (FHIR R4 §3.1.0.1.11). */
export const presentationParameters = ['_format', '_pretty'] as const;
