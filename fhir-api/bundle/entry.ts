import { limits } from '../../protocol/limits.js';
import { Problem, type ProblemIssue } from '../../protocol/problem.js';
import { type JsonMember, JsonScanner } from '../../record/json-scanner.js';

/** One entry of a Bundle that came in (FHIR R4 §2.36.4); the resource is still text, numbers as written. */
export interface RequestEntry {
  /** Where it is, for problems: `Bundle.entry[3]`. */
  readonly path: string;
  readonly fullUrl: string | undefined;
  readonly method: string;
  readonly url: string;
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly ifModifiedSince: string | undefined;
  readonly ifNoneExist: string | undefined;
  /** Canonical JSON text, '' when there is none. */
  readonly resource: string;
}

export interface RequestBundle {
  readonly type: 'transaction' | 'batch';
  readonly entries: readonly RequestEntry[];
}

/**
 * Reads a transaction or batch without turning a number into a double.
 * @throws Problem `body-malformed`, `resource-structure` with the element's path, `too-large`
 */
export function readBundle(text: string): RequestBundle {
  const members = new Members(new JsonScanner(text).members(), 'Bundle');
  if (members.text('resourceType') !== 'Bundle') throw wrong('resourceType', 'must be Bundle');
  const type = members.text('type');
  if (type !== 'transaction' && type !== 'batch') throw wrong('Bundle.type', 'must be transaction or batch');
  const list = members.raw('entry');
  if (list !== undefined && !list.startsWith('[')) throw wrong('Bundle.entry', 'must be a JSON array');
  const elements = list === undefined ? [] : new JsonScanner(list).elements();
  if (elements.length > limits.bundleEntriesMax) {
    throw new Problem('too-large', `more than ${limits.bundleEntriesMax} entries`);
  }
  return { type, entries: elements.map((element, index) => readEntry(element, `Bundle.entry[${index}]`)) };
}

function readEntry(text: string, path: string): RequestEntry {
  if (!text.startsWith('{')) throw wrong(path, 'must be a JSON object');
  const members = new Members(new JsonScanner(text).members(), path);
  const requestText = members.raw('request');
  if (requestText?.startsWith('{') !== true) throw wrong(`${path}.request`, 'is required');
  const request = new Members(new JsonScanner(requestText).members(), `${path}.request`);
  return {
    path,
    fullUrl: members.text('fullUrl'),
    method: request.requiredText('method'),
    url: request.requiredText('url'),
    ifMatch: request.text('ifMatch'),
    ifNoneMatch: request.text('ifNoneMatch'),
    ifModifiedSince: request.text('ifModifiedSince'),
    ifNoneExist: request.text('ifNoneExist'),
    resource: members.raw('resource') ?? '',
  };
}

/** The members of one object of the Bundle, by name. */
class Members {
  readonly #values: ReadonlyMap<string, string>;
  readonly #path: string;

  constructor(members: readonly JsonMember[], path: string) {
    this.#values = new Map(members.map(({ key, value }) => [key, value]));
    this.#path = path;
  }

  raw(name: string): string | undefined {
    return this.#values.get(name);
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    if (!value.startsWith('"')) throw wrong(`${this.#path}.${name}`, 'must be a JSON string');
    return JSON.parse(value) as string;
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw wrong(`${this.#path}.${name}`, 'is required');
    return value;
  }
}

function wrong(path: string, text: string): Problem {
  return new Problem('resource-structure', '', [{ path, text }]);
}

/** The same problem, told from the Bundle's root: `Patient.birthDate` becomes `Bundle.entry[3].resource.birthDate`. */
export function problemAtEntry(error: unknown, path: string): unknown {
  if (!(error instanceof Problem)) return error;
  const issues: readonly ProblemIssue[] =
    error.issues.length === 0
      ? [{ path, text: '' }]
      : error.issues.map((issue) => ({ path: pathInEntry(issue.path, path), text: issue.text }));
  return new Problem(error.code, error.issues.length === 0 ? error.detail : '', issues, { cause: error });
}

function pathInEntry(inner: string, path: string): string {
  if (inner.startsWith('Bundle.')) return inner;
  const dot = inner.indexOf('.');
  if (dot === -1) return /^[a-z]/.test(inner) ? `${path}.resource.${inner}` : `${path}.resource`;
  return `${path}.resource${inner.slice(dot)}`;
}
