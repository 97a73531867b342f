import { parseResourceId, parseResourceType, type ResourceId, type ResourceType } from '../protocol/ids.js';
import { limits } from '../protocol/limits.js';
import { Problem, type ProblemIssue } from '../protocol/problem.js';
import { canonicalMembers, setMember } from './canonical.js';
import { isResourceTypeKnown } from './definitions/load.js';
import { fileResource } from './filing.js';
import { writeMembers } from './json-scanner.js';
import { issuesMax } from './limits.js';
import type { ProfileBook } from './profiles/profile-book.js';
import type { FhirObject, ParsedResource } from './resource.js';
import { Findings } from './validation/finding.js';
import { checkInvariants } from './validation/invariants.js';
import { checkOwnRules } from './validation/own-rules.js';
import { checkResource } from './validation/structure.js';

/** What the caller knows about the resource beforehand. */
export interface Expected {
  /** The type that the address names. */
  readonly type?: ResourceType;
  /** The id that the address names (PUT); a body without id takes it, a body with another is refused. */
  readonly id?: ResourceId;
  /** Assigns an id (POST); one in the body is ignored, as FHIR R4 §3.1.0.8 says. */
  readonly newId?: () => string;
  /** Gives a body without id one that follows from what it says. */
  readonly idIfNone?: (text: string) => string;
  /** Wall clock, milliseconds since 1970: a birth is not in the future. Without it, that rule is not checked. */
  readonly nowMilliseconds?: number;
  /** Those that a resource which claims them must conform to (rule F58). */
  readonly profiles?: ProfileBook;
}

/**
 * The only door for untrusted input: size → JSON → structure → rules of FHIR R4 → Carnet's own rules.
 * @throws Problem `too-large` · `body-malformed` (not JSON) · `resource-structure` (not FHIR of that type) ·
 * `resource-invalid` (breaks a rule), the last two with `issues` by element path and without what the record says
 */
export function parseResource(text: string, expected: Expected = {}): ParsedResource {
  if (byteLength(text) > limits.bodyBytesMax) throw new Problem('too-large', `more than ${limits.bodyBytesMax} bytes`);
  let members = canonicalMembers(text);
  const received = JSON.parse(writeMembers(members)) as { readonly resourceType?: unknown; readonly id?: unknown };
  const type = resourceTypeOf(received.resourceType, expected.type);
  const id = idOf(received.id ?? expected.idIfNone?.(text), type, expected);
  if (received.id !== id) members = setMember(members, 'id', JSON.stringify(id));
  const body = writeMembers(members);
  const value = JSON.parse(body) as FhirObject;
  validate(value, expected);
  return { type, id, body, value, filing: fileResource(value) };
}

/**
 * Validates a resource that has already been read.
 * @throws Problem `resource-structure`, `resource-invalid`
 */
export function validate(
  value: FhirObject,
  { nowMilliseconds, profiles }: Pick<Expected, 'nowMilliseconds' | 'profiles'> = {},
): void {
  const findings = new Findings();
  checkResource(value, value.resourceType, findings);
  if (!findings.list.some(({ kind }) => kind === 'structure')) {
    if (findings.list.length === 0) checkInvariants(value, findings);
    checkOwnRules(value, nowMilliseconds, findings);
    if (findings.list.length === 0 && profiles !== undefined) {
      const held = profiles.claimedBy(value).filter(({ enforced }) => enforced);
      profiles.check(value, held, findings);
    }
  }
  refuseFindings(findings);
}

/** @throws Problem `resource-structure`, `resource-invalid` where something was found */
export function refuseFindings(findings: Findings): void {
  if (findings.list.length === 0) return;
  const structure = findings.list.some(({ kind }) => kind === 'structure');
  const issues = findings.list.slice(0, issuesMax).map(({ path, text }) => ({ path, text }));
  throw new Problem(structure ? 'resource-structure' : 'resource-invalid', describe(issues), issues);
}

/** What is wrong with a valid resource that no write is refused for. */
export function warningsOf(value: FhirObject): readonly ProblemIssue[] {
  const findings = new Findings();
  checkResource(value, value.resourceType, findings);
  return findings.warnings.slice(0, issuesMax);
}

/**
 * A resource that somebody is described by, and that nobody stores: it has the form of its type, but need not be complete or
 * keep its rules.
 * @throws Problem `too-large`, `body-malformed`, `resource-structure`
 */
export function parseFragment(text: string, type: ResourceType): FhirObject {
  if (byteLength(text) > limits.bodyBytesMax) throw new Problem('too-large', `more than ${limits.bodyBytesMax} bytes`);
  const value = JSON.parse(writeMembers(canonicalMembers(text))) as FhirObject;
  resourceTypeOf(value.resourceType, type);
  const findings = new Findings();
  checkResource(value, type, findings);
  const issues = findings.list.filter(({ kind }) => kind === 'structure').slice(0, issuesMax);
  if (issues.length > 0) throw new Problem('resource-structure', describe(issues), issues);
  return value;
}

function resourceTypeOf(received: unknown, expected: ResourceType | undefined): ResourceType {
  if (typeof received !== 'string' || !isResourceTypeKnown(received)) {
    throw refusal('resource-structure', 'resourceType', 'must name a resource type of FHIR R4');
  }
  if (expected !== undefined && received !== expected) {
    throw refusal('resource-structure', 'resourceType', `must be ${expected}, as in the address`);
  }
  return parseResourceType(received);
}

function idOf(received: unknown, type: ResourceType, expected: Expected): ResourceId {
  if (expected.newId !== undefined) return parseResourceId(expected.newId());
  if (expected.id !== undefined && (received === undefined || received === expected.id)) return expected.id;
  if (expected.id !== undefined) throw refusal('resource-invalid', `${type}.id`, 'must be the id of the address');
  if (received === undefined) throw refusal('resource-invalid', `${type}.id`, 'is required');
  if (typeof received !== 'string') throw refusal('resource-structure', `${type}.id`, 'must be a JSON string');
  if (!/^[A-Za-z0-9\-.]{1,64}$/.test(received)) throw refusal('resource-invalid', `${type}.id`, 'is not an id');
  return parseResourceId(received);
}

function refusal(code: 'resource-structure' | 'resource-invalid', path: string, text: string): Problem {
  const issues = [{ path, text }];
  return new Problem(code, describe(issues), issues);
}

function describe(issues: readonly ProblemIssue[]): string {
  const [first] = issues;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return first === undefined ? '' : `${first.path} ${first.text}${more}`;
}

function byteLength(text: string): number {
  // UTF-16 code units take at most three bytes each in UTF-8.
  return text.length * 3 <= limits.bodyBytesMax ? 0 : new TextEncoder().encode(text).length;
}
