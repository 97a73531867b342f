/** What is taken out, and how it is written. */
export interface ExportRequest {
  /** All where none is named. */
  readonly types: readonly string[];
  /** Id of the patient whose records alone are wanted. */
  readonly patient: string | null;
  /** Milliseconds since 1970: only what was written or came here then or later. */
  readonly since: number | null;
  readonly format: 'ndjson' | 'bundle';
  readonly gzip: boolean;
}

/** A file of an export. */
export interface ExportedFile {
  readonly file: string;
  /** `null`: of all types. */
  readonly type: string | null;
  readonly count: number;
  readonly bytes: number;
}

/** What `manifest.json` says; it is written last, so an export that has one is whole. */
export interface ExportManifest {
  readonly site: string;
  /** ISO 8601. */
  readonly exportedAt: string;
  readonly fhirVersion: '4.0.1';
  /** The place in the journal that it shows, the same in all files (rule F86). */
  readonly position: number;
  readonly request: ExportRequest;
  readonly encrypted: false;
  /** Records name the contents of attachments by SHA-256 and length; the contents are in the backups of the site. */
  readonly attachments: 'not-exported';
  readonly files: readonly (ExportedFile & { readonly sha256: string })[];
}

export interface ExportProgress {
  readonly type: string;
  readonly resources: number;
}
