/**
 * What an entry of the audit may say that was done: the first word of its action. Closed, so that whoever adds one is asked by
 * the compiler how it reads as FHIR (rule R62).
 */
export const auditWords = [
  ...['create', 'read', 'update', 'delete', 'history', 'search', 'refused', 'link', 'unlink'],
  ...['export', 'import', 'import-resume', 'import-undo', 'notify'],
  ...[
    'sign-in',
    'sign-out',
    'sign-out-everywhere',
    'sign-out-others',
    'recovery-code',
    'recovery-codes',
    'second-factor',
    'password',
    'unlock',
    'proof',
    'pin',
    'pin-remove',
    'key-add',
    'key-remove',
    'key-copied',
    'token',
  ],
  ...['user-add', 'user-disable', 'user-reset', 'second-factor-remove', 'token-issue', 'token-create', 'token-revoke'],
  ...['unusual-sign-in', 'sign-in-answer', 'sign-in-review', 'session-end'],
  ...['account-answer', 'account-review', 'user-role', 'user-licence', 'user-approve', 'user-refuse', 'user-remove'],
  ...['break-glass', 'break-glass-end', 'break-glass-review'],
  ...['remote-patient', 'remote-search', 'order', 'hold', 'lift', 'erase', 'apply', 'take-back', 'epoch'],
  ...['retention', 'sweep', 'breach'],
] as const;

export type AuditWord = (typeof auditWords)[number];

/** A word, and what it was done with: a purpose, a link, a site. */
export type AuditAction = AuditWord | `${AuditWord} ${string}`;
