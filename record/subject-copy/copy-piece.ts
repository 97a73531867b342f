import type { SiteCode } from '../../protocol/ids.js';

/** A version of a resource of the patient; bodies as they were written. */
export interface CopyVersion {
  readonly versionId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly author: string;
  /** Who that is, in the words of the directory; the author where nobody knows. */
  readonly authorName: string;
  /** The site that wrote it; `000` is the hub. */
  readonly origin: SiteCode;
  /** Why there is no body. */
  readonly gone: 'withdrawn' | 'erased' | null;
  /** FHIR JSON; '' where there is none. */
  readonly body: string;
}

/** An entry of the audit of this node that concerns the patient's record. */
export interface CopyLook {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly author: string;
  readonly authorName: string;
  /** As in the audit: a word, and what it was done with. */
  readonly action: string;
  readonly subject: string;
  readonly outcome: 'done' | 'refused';
}

/** A document or an image that a Binary of the patient names. */
export interface CopyContent {
  /** SHA-256, 64 hexadecimal digits. */
  readonly hash: string;
  readonly contentType: string;
  readonly bytes: number;
  /** Whether it is at this node; its parts follow then, and an end. */
  readonly isHere: boolean;
}

/** A hospital that holds the record, or a part of it. */
export interface CopyHolder {
  readonly site: SiteCode;
  /** '' where nobody here knows it. */
  readonly name: string;
}

/**
 * What a copy of a person's record is made of, in this order: resources by type with their versions and, of a Binary, the contents
 * that these name; looks; holders.
 */
export type CopyPiece =
  /** A resource as it stands; `line` is `null` where it was withdrawn or erased. Its versions follow, the newest first. */
  | { readonly kind: 'resource'; readonly type: string; readonly id: string; readonly line: string | null }
  | { readonly kind: 'version'; readonly type: string; readonly id: string; readonly version: CopyVersion }
  | { readonly kind: 'content'; readonly content: CopyContent }
  /** The next part of the content, in base 64; parts stand one after the other as they are. */
  | { readonly kind: 'content-part'; readonly base64: string }
  | { readonly kind: 'content-end' }
  | { readonly kind: 'look'; readonly look: CopyLook }
  | { readonly kind: 'holders'; readonly holders: readonly CopyHolder[] };

/** What a copy says of itself. */
export interface CopyHead {
  readonly patient: string;
  /** Of the hospital, or of the hub. */
  readonly node: { readonly code: SiteCode; readonly name: string };
  /** Milliseconds since 1970. */
  readonly madeAt: number;
}

/** Writes a copy piece by piece, so that no record has to fit into memory. */
export interface CopyWriter {
  begin(): string;
  of(piece: CopyPiece): string;
  end(): string;
}
