import type { problemWords } from './problem-words.js';

type Row = readonly [nature: 'transient' | 'ambiguous' | 'permanent', status: number, issue: string, exit: 1 | 2 | 3];

/**
 * The closed list of problems (principle 10): nature, HTTP status, FHIR R4 `issue-type`, exit code of the command line.
 * Code decides on the code, never on the text.
 */
export const problemCodes = {
  // What was sent does not have the form it must have.
  'identifier-malformed': ['permanent', 400, 'value', 2],
  'body-malformed': ['permanent', 400, 'structure', 2],
  'resource-invalid': ['permanent', 422, 'invariant', 1],
  'resource-structure': ['permanent', 400, 'structure', 1],
  'type-unknown': ['permanent', 404, 'not-supported', 2],
  'parameter-unknown': ['permanent', 400, 'not-supported', 2],
  'parameter-malformed': ['permanent', 400, 'value', 2],
  'request-invalid': ['permanent', 422, 'value', 2],
  'too-large': ['permanent', 413, 'too-long', 1],
  'media-type': ['permanent', 415, 'not-supported', 1],
  'not-acceptable': ['permanent', 406, 'not-supported', 1],
  // What was asked for is not there, or has moved on.
  'not-found': ['permanent', 404, 'not-found', 1],
  deleted: ['permanent', 410, 'deleted', 1],
  'version-conflict': ['permanent', 412, 'conflict', 1],
  'already-exists': ['permanent', 409, 'duplicate', 1],
  'method-unsupported': ['permanent', 405, 'not-supported', 2],
  // Who asks.
  unauthenticated: ['permanent', 401, 'login', 3],
  'credentials-wrong': ['permanent', 401, 'login', 3],
  forbidden: ['permanent', 403, 'forbidden', 3],
  'too-many-attempts': ['transient', 429, 'throttled', 3],
  // Sync.
  'batch-malformed': ['permanent', 400, 'structure', 1],
  'batch-hash-mismatch': ['permanent', 409, 'conflict', 1],
  'record-waiting': ['transient', 409, 'conflict', 1],
  'batch-gap': ['transient', 409, 'conflict', 1],
  'batch-fork': ['permanent', 409, 'conflict', 1],
  'epoch-unknown': ['permanent', 409, 'conflict', 1],
  'dictionary-unknown': ['transient', 409, 'not-supported', 1],
  'version-unsupported': ['permanent', 409, 'not-supported', 1],
  'scope-forged': ['permanent', 403, 'security', 3],
  'certificate-refused': ['permanent', 403, 'security', 3],
  'site-cloned': ['permanent', 403, 'security', 3],
  'hub-unreachable': ['transient', 503, 'transient', 1],
  // Attachments.
  'attachment-pending': ['transient', 503, 'transient', 1],
  'attachment-quota': ['permanent', 507, 'no-store', 1],
  'range-unsatisfiable': ['permanent', 416, 'value', 1],
  // Enrolment.
  'invite-malformed': ['permanent', 400, 'value', 2],
  'invite-unknown': ['permanent', 404, 'not-found', 3],
  'invite-used': ['permanent', 409, 'conflict', 3],
  'invite-expired': ['permanent', 410, 'expired', 3],
  'hub-unproven': ['permanent', 403, 'security', 3],
  'request-other-name': ['permanent', 403, 'security', 3],
  'enrolment-cut': ['transient', 503, 'transient', 1],
  'already-joined': ['permanent', 409, 'conflict', 3],
  'certificate-over': ['permanent', 410, 'expired', 3],
  'tunnel-key-taken': ['permanent', 409, 'conflict', 3],
  'tunnel-subnet-full': ['permanent', 507, 'no-store', 1],
  // The machine.
  'usage-wrong': ['permanent', 400, 'value', 2],
  'folder-not-initialised': ['permanent', 500, 'exception', 2],
  'folder-incomplete': ['permanent', 500, 'exception', 1],
  'identity-mismatch': ['permanent', 500, 'exception', 1],
  'folder-in-use': ['permanent', 409, 'lock-error', 3],
  'database-key-wrong': ['permanent', 500, 'exception', 1],
  'key-slots-damaged': ['permanent', 500, 'exception', 1],
  'key-slots-foreign': ['permanent', 500, 'exception', 1],
  'key-slot-closed': ['permanent', 403, 'security', 3],
  'key-share-refused': ['permanent', 403, 'security', 3],
  'key-locked': ['permanent', 403, 'security', 3],
  'recovery-code-malformed': ['permanent', 400, 'value', 2],
  'tpm-unavailable': ['permanent', 503, 'exception', 1],
  'database-corrupt': ['permanent', 500, 'exception', 1],
  'database-version': ['permanent', 500, 'exception', 1],
  'disk-full': ['transient', 507, 'no-store', 1],
  'disk-failed': ['ambiguous', 500, 'exception', 1],
  'backup-failed': ['transient', 500, 'exception', 1],
  'backup-refused': ['permanent', 409, 'conflict', 3],
  'permission-denied': ['permanent', 500, 'exception', 1],
  'port-in-use': ['permanent', 500, 'exception', 1],
  'index-rebuilding': ['transient', 503, 'transient', 1],
  'time-out': ['ambiguous', 504, 'timeout', 1],
  internal: ['ambiguous', 500, 'exception', 1],
} as const satisfies Record<keyof typeof problemWords, Row>;
