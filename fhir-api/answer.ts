import type { StoredVersion } from '../journal/record-store.js';
import { withServerMeta } from '../record/canonical.js';

/** A version as it is shown, whichever store it is from. */
export interface ShownVersion
  extends Pick<StoredVersion, 'type' | 'id' | 'token' | 'lastUpdatedMilliseconds' | 'deleted' | 'body'> {
  readonly versionId: string;
}

/** What a verb answers; `plugin.ts` makes HTTP headers of it, `bundle/response.ts` an entry of a Bundle. */
export interface Answer {
  readonly status: number;
  /** JSON text; absent when there is nothing to show. */
  readonly body?: string;
  /** Whether `body` is what was asked for (a read) rather than the echo of a write. */
  readonly asked?: boolean;
  /** The version that the answer is about: ETag and Last-Modified come from it. */
  readonly version?: ShownVersion;
  /** Absolute URL of the version that a write made. */
  readonly location?: string;
  /** How far the version has come. */
  readonly delivery?: string;
}

/** What `meta.versionId` says: with several heads it names all of them, for each makes another content (rule M13). */
export function tokenOf(version: ShownVersion): string {
  return version.token ?? version.versionId;
}

/** FHIR R4 §3.1.0.1.3: the ETag is the versionId, weak, because the representation may differ in form. */
export function etagOf(version: ShownVersion): string {
  return `W/"${tokenOf(version)}"`;
}

/** The version as a client sees it: the stored text with the server's `meta`, numbers as written. */
export function resourceText(version: ShownVersion): string {
  return withServerMeta(version.body, tokenOf(version), version.lastUpdatedMilliseconds);
}

export function versionUrl(base: string, version: ShownVersion): string {
  return `${base}/${version.type}/${version.id}/_history/${tokenOf(version)}`;
}

/** An `instant` of FHIR. */
export function instantOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
