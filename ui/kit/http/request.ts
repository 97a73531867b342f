import { languageStore } from '../i18n/language.js';
import { Failure, type FailureIssue, failureKindOf } from './failure.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; `undefined` when the answer has none. */
  readonly value: unknown;
  /** The body as it came: numbers as they were written. */
  readonly text: string;
}

export interface RequestOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** It fails where it is refused, also for want of what a person could do at once. */
  readonly isFinal?: boolean;
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

/** Something that a person can do at once, so that a request is not refused again; whether they did. */
export type Remedy = () => Promise<boolean>;

const remedies = new Map<string, Remedy>();

/** What to do where a request is refused with this code: it then is sent again. */
export function offerRemedy(code: string, remedy: Remedy): void {
  remedies.set(code, remedy);
}

/**
 * One request to the program that served this page; `path` starts with `/`. Where a person can mend what it is refused for it
 * waits for them, and is sent again.
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
  const text = await response.text();
  const value = parsed(text);
  tell('answered');
  if (response.ok) return { status: response.status, headers: response.headers, value, text };
  const code = codeOf(value);
  const remedy = options.isFinal || code === undefined ? undefined : remedies.get(code);
  if (remedy !== undefined && (await remedy())) return request(method, path, options);
  // Who is asked again for password and code, and mistypes, is still in.
  const isUnknown = response.status === 401 && (code === undefined || code === 'unauthenticated');
  if (isUnknown && path !== '/api/session') tell('signedOut');
  throw new Failure(failureKindOf(response.status, code), response.status, issuesOf(value), code);
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

function parsed(text: string): unknown {
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
