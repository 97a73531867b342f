import type { StoredVersion } from '../journal/record-store.js';
import { withServerMeta } from '../record/canonical.js';

/** What a verb answers; `plugin.ts` makes HTTP headers of it, `bundle/response.ts` an entry of a Bundle. */
export interface Answer {
  readonly status: number;
  /** JSON text; absent when there is nothing to show. */
  readonly body?: string;
  /** Whether `body` is what was asked for (a read) rather than the echo of a write. */
  readonly asked?: boolean;
  /** The version that the answer is about: ETag and Last-Modified come from it. */
  readonly version?: StoredVersion;
  /** Absolute URL of the version that a write made. */
  readonly location?: string;
  /** How far the version has come. */
  readonly delivery?: string;
}

/** What `meta.versionId` says: with several heads it names all of them, for each makes another content (rule M13). */
export function tokenOf(version: StoredVersion): string {
  return version.token ?? version.versionId;
}

/** FHIR R4 §3.1.0.1.3: the ETag is the versionId, weak, because the representation may differ in form. */
export function etagOf(version: StoredVersion): string {
  return `W/"${tokenOf(version)}"`;
}

/** The version as a client sees it: the stored text with the server's `meta`, numbers as written. */
export function resourceText(version: StoredVersion): string {
  return withServerMeta(version.body, tokenOf(version), version.lastUpdatedMilliseconds);
}

export function versionUrl(base: string, version: StoredVersion): string {
  return `${base}/${version.type}/${version.id}/_history/${tokenOf(version)}`;
}

/** An `instant` of FHIR. */
export function instantOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
