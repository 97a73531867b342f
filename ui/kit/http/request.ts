import { languageStore } from '../i18n/language.js';
import { Failure, type FailureIssue, failureKindOf } from './failure.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; `undefined` when the answer has no body. */
  readonly value: unknown;
}

export interface RequestOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

type Listener = (kind: 'answered' | 'silent' | 'signedOut') => void;
const listeners = new Set<Listener>();

/** Tells whether the server answers, and when the session is over; the answer stops it. */
export function watchServer(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(kind: Parameters<Listener>[0]): void {
  for (const listener of listeners) listener(kind);
}

/**
 * One request to the program that served this page; `path` starts with `/`.
 * @throws Failure for every answer that is not 2xx, and `offline` when none comes
 */
export async function request(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
  const headers = new Headers(options.headers);
  if (!headers.has('accept')) headers.set('accept', 'application/json');
  headers.set('accept-language', languageStore.get());
  const init: RequestInit = { method, headers, credentials: 'same-origin', cache: 'no-store' };
  if (options.body !== undefined) {
    if (!headers.has('content-type')) headers.set('content-type', 'application/json');
    init.body = JSON.stringify(options.body);
  }
  if (options.signal) init.signal = options.signal;
  const response = await send(path, init);
  const value = await readBody(response);
  tell('answered');
  if (response.ok) return { status: response.status, headers: response.headers, value };
  const code = codeOf(value);
  // Who is asked again for password and code, and mistypes, is still in.
  if (response.status === 401 && path !== '/api/session' && !code?.endsWith('-wrong')) tell('signedOut');
  throw new Failure(failureKindOf(response.status), response.status, issuesOf(value), code);
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    // A search that a newer one replaced is nobody's failure.
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    tell('silent');
    throw new Failure('offline', 0);
  }
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The issues of a FHIR R4 OperationOutcome (§2.36). */
function issuesOf(value: unknown): readonly FailureIssue[] {
  const issues = (value as { issue?: unknown } | undefined)?.issue;
  if (!Array.isArray(issues)) return [];
  return issues.map((issue: { expression?: string[]; details?: { text?: string }; diagnostics?: string }) => ({
    path: issue.expression?.[0] ?? '',
    text: issue.diagnostics ?? issue.details?.text ?? '',
  }));
}

function codeOf(value: unknown): string | undefined {
  const issues = (value as { issue?: unknown } | undefined)?.issue;
  const [first] = Array.isArray(issues) ? (issues as { details?: { coding?: { code?: string }[] } }[]) : [];
  return first?.details?.coding?.[0]?.code;
}
