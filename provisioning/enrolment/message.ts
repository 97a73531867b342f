import { Problem } from '../../protocol/problem.js';
import { isTunnelKey } from '../../protocol/tunnel/tunnel-key.js';
import { extraHostsMax, isGrantableHost } from '../certificates/profile.js';
import type { NodeLink } from '../node-folder.js';
import { tunnelsMax } from '../tunnel/tunnel-plan.js';

/** First request: `POST /api/enrolment/begin`. The site says which invite, and nothing about itself. */
export interface BeginRequest {
  readonly inviteId: string;
  /** 32 random bytes, hex. */
  readonly siteNonce: string;
}

/** The hub's answer: its authority, and the proof that it knows the code. */
export interface BeginAnswer {
  readonly authorityPem: string;
  readonly hubNonce: string;
  readonly hubProof: string;
  /** Whether this hub has tunnels: then the site sends keys for them. */
  readonly tunnels?: boolean;
}

/** Second request: `POST /api/enrolment/finish`, over a connection verified against the proven authority. */
export interface FinishRequest extends BeginRequest {
  readonly hubNonce: string;
  readonly requestPem: string;
  readonly extraHosts: readonly string[];
  /** Public keys of tunnels, one for each link that the site may have, in order; absent where the hub has none. */
  readonly tunnelKeys?: readonly string[];
  readonly siteProof: string;
}

export interface FinishAnswer {
  /** JSON of {@link Enrolled}, as one string, since the proof is over its bytes. */
  readonly answer: string;
  readonly answerProof: string;
}

/** All that a box needs to become a site. */
export interface Enrolled {
  readonly site: string;
  readonly name: string;
  readonly region: string;
  readonly epoch: number;
  readonly hubName: string;
  /** `hub.host`, also of an endpoint, is '' where the hub is reached under the name that the site used to enrol. */
  readonly links: readonly NodeLink[];
  readonly certificatePem: string;
}

export const beginPath = '/api/enrolment/begin';
export const finishPath = '/api/enrolment/finish';
/** Of a request or an answer. */
export const enrolmentBytesMax = 64 * 1024;

/** @throws Problem `body-malformed` */
export function parseBeginRequest(body: unknown): BeginRequest {
  const fields = fieldsOf(body);
  return { inviteId: hex32(fields['inviteId']), siteNonce: hex32(fields['siteNonce']) };
}

/** @throws Problem `body-malformed` */
export function parseFinishRequest(body: unknown): FinishRequest {
  const fields = fieldsOf(body);
  const extraHosts = fields['extraHosts'];
  if (!Array.isArray(extraHosts) || extraHosts.length > extraHostsMax) throw malformed();
  const tunnelKeys = fields['tunnelKeys'];
  return {
    ...parseBeginRequest(body),
    hubNonce: text(fields['hubNonce']),
    requestPem: text(fields['requestPem']),
    extraHosts: extraHosts.map((host) => {
      if (!isGrantableHost(text(host))) throw malformed();
      return text(host);
    }),
    ...(tunnelKeys === undefined ? {} : { tunnelKeys: parseTunnelKeys(tunnelKeys) }),
    siteProof: hex32(fields['siteProof']),
  };
}

function parseTunnelKeys(value: unknown): readonly string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > tunnelsMax) throw malformed();
  if (!value.every(isTunnelKey) || new Set(value).size < value.length) throw malformed();
  return value;
}

/** @throws Problem `body-malformed` */
export function parseBeginAnswer(body: unknown): BeginAnswer {
  const fields = fieldsOf(body);
  return {
    authorityPem: text(fields['authorityPem']),
    hubNonce: text(fields['hubNonce']),
    hubProof: hex32(fields['hubProof']),
    tunnels: fields['tunnels'] === true,
  };
}

/** @throws Problem `body-malformed` */
export function parseFinishAnswer(body: unknown): FinishAnswer {
  const fields = fieldsOf(body);
  return { answer: text(fields['answer']), answerProof: hex32(fields['answerProof']) };
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null) throw malformed();
  return body as Readonly<Record<string, unknown>>;
}

function text(value: unknown): string {
  if (typeof value !== 'string' || value.length > enrolmentBytesMax) throw malformed();
  return value;
}

function hex32(value: unknown): string {
  if (typeof value !== 'string' || !/^[0-9a-f]{64}$/.test(value)) throw malformed();
  return value;
}

function malformed(): Problem {
  return new Problem('body-malformed', 'enrolment message');
}
