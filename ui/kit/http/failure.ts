/** Why a request did not do what was asked, as far as a person must know. */
export type FailureKind =
  | 'offline'
  | 'signedOut'
  /** They were asked again who they are, and would rather not say. */
  | 'unproven'
  | 'restricted'
  | 'missing'
  | 'conflict'
  | 'refused'
  | 'busy'
  | 'full'
  | 'other';

/** `text` of an issue is the server's; `path` is a FHIRPath such as `Patient.birthDate`. */
export interface FailureIssue {
  readonly path: string;
  readonly text: string;
}

export class Failure extends Error {
  readonly kind: FailureKind;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly issues: readonly FailureIssue[];
  /** Of the closed list of problems; absent where the answer did not say. */
  readonly code: string | undefined;

  constructor(kind: FailureKind, status: number, issues: readonly FailureIssue[] = [], code?: string) {
    super(`${kind} (${status})`);
    this.name = 'Failure';
    this.kind = kind;
    this.status = status;
    this.issues = issues;
    this.code = code;
  }
}

export function failureKindOf(status: number, code?: string): FailureKind {
  if (code === 'proof-wanted') return 'unproven';
  switch (status) {
    case 0:
    case 502:
    case 503:
    case 504:
      return 'offline';
    case 401:
      return 'signedOut';
    case 403:
      return 'restricted';
    case 404:
    case 410:
      return 'missing';
    case 409:
    case 412:
      return 'conflict';
    case 400:
    case 413:
    case 422:
      return 'refused';
    case 429:
      return 'busy';
    case 507:
      return 'full';
    default:
      return 'other';
  }
}

/** Any thrown value as a failure, so that no page has to guess. */
export function asFailure(error: unknown): Failure {
  return error instanceof Failure ? error : new Failure('other', -1);
}
