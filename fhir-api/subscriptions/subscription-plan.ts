import type { ExportFilter } from '../../journal/exports/export-job-store.js';
import { parseResourceType, type ResourceType } from '../../protocol/ids.js';
import { Problem, type ProblemIssue } from '../../protocol/problem.js';
import { mayTryAgain } from '../../protocol/problems.js';
import { readInterval } from '../../record/date-time.js';
import { isResourceTypeKnown } from '../../record/definitions/load.js';
import type { FhirObject } from '../../record/resource.js';
import { pathSegments } from '../bundle/call-of-entry.js';
import { presentationParameters } from '../call.js';
import { readCriteria } from '../conditions/criteria.js';
import { isOfItself } from '../export/type-filter.js';
import type { AddressJudge } from './endpoint-address.js';
import { type HookHeader, readHeaders } from './hook-headers.js';

/** What a Subscription asks for, read. */
export interface SubscriptionPlan {
  readonly type: ResourceType;
  readonly clauses: ExportFilter['clauses'];
  readonly endpoint: URL;
  /** Whether the resource itself is sent, or only that there is something. */
  readonly hasPayload: boolean;
  readonly headers: readonly HookHeader[];
  readonly endMilliseconds: number | undefined;
}

const endpointCharactersMax = 2_000;
const payloadServed = 'application/fhir+json';
/** Types that hold others, that stand in no index, or that are no records. */
const notNotified: ReadonlySet<string> = new Set(['Subscription', 'AuditEvent', 'Bundle', 'Parameters']);

/**
 * Reads what a valid Subscription asks for (FHIR R4 §2.46), as far as it is served.
 * @param base the service base that absolute references in its criteria begin with
 * @throws Problem `resource-invalid` with the element of each fault; never with what a header says
 */
export function planOf(value: FhirObject, base: string, allows: AddressJudge): SubscriptionPlan {
  const issues: ProblemIssue[] = [];
  const tell = (path: string, text: string) => void issues.push({ path: `Subscription.${path}`, text });
  const channel = value['channel'] as Readonly<Record<string, unknown>>;
  if (channel['type'] !== 'rest-hook') tell('channel.type', 'must be rest-hook: no other channel is served');
  const payload = channel['payload'];
  if (payload !== undefined && payload !== payloadServed) {
    tell('channel.payload', `must be ${payloadServed}, or absent: then notifications have no content`);
  }
  const endpoint = readEndpoint(channel['endpoint'], allows, tell);
  const headers = readHeaders(channel['header'], tell);
  const criteria = readWanted(String(value['criteria']), base, tell);
  const end = value['end'] === undefined ? undefined : readInterval(String(value['end']))?.start;
  const [first] = issues;
  if (first !== undefined || criteria === undefined || endpoint === undefined) {
    throw new Problem('resource-invalid', first === undefined ? '' : `${first.path} ${first.text}`, issues);
  }
  return { ...criteria, endpoint, headers, hasPayload: payload !== undefined, endMilliseconds: end };
}

export type Tell = (path: string, text: string) => void;

function readEndpoint(text: unknown, allows: AddressJudge, tell: Tell): URL | undefined {
  const wrong = (why: string) => void tell('channel.endpoint', why);
  if (typeof text !== 'string') return wrong('is required');
  const url = URL.canParse(text) && text.length <= endpointCharactersMax ? new URL(text) : undefined;
  if (url === undefined) return wrong('must be an http or https address');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return wrong('must be an http or https address');
  if (url.username !== '' || url.password !== '') return wrong('must not hold a name or password: use channel.header');
  if (url.hash !== '') return wrong('must not hold a fragment');
  const address = url.hostname.replace(/^\[|\]$/g, '');
  const isLiteral = /^[\d.]+$/.test(address) || address.includes(':');
  const isHere = address === 'localhost' || address.endsWith('.localhost');
  if ((isLiteral || isHere) && !allows(isHere ? '127.0.0.1' : address, url.protocol === 'https:')) {
    return wrong('is at an address that notifications are not sent to');
  }
  return url;
}

/** A search as it would be appended to the service base (FHIR R4 `Subscription.criteria`). */
function readWanted(text: string, base: string, tell: Tell): Pick<SubscriptionPlan, 'type' | 'clauses'> | undefined {
  try {
    const question = text.indexOf('?');
    const [name = '', ...more] = pathSegments(question === -1 ? text : text.slice(0, question));
    if (more.length > 0 || !isResourceTypeKnown(name)) {
      return void tell('criteria', 'must begin with a type of resource: Observation?code=…');
    }
    if (notNotified.has(name)) return void tell('criteria', `nothing is told of ${name}`);
    const type = parseResourceType(name);
    const parameters = new URLSearchParams(question === -1 ? '' : text.slice(question + 1));
    for (const each of presentationParameters) parameters.delete(each);
    const clauses = parameters.size === 0 ? [] : readCriteria(type, parameters, base).clauses;
    if (!clauses.every(isOfItself)) {
      return void tell('criteria', 'must ask for what the resource says itself: no chains, no _has');
    }
    return { type, clauses };
  } catch (error) {
    if (!(error instanceof Problem) || mayTryAgain(error.code)) throw error;
    return void tell('criteria', error.detail === '' ? 'is no search that is served' : error.detail);
  }
}
