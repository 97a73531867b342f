import { Problem } from '../../protocol/problem.js';

export const renewalBeginPath = '/api/renewal/begin';
export const renewalFinishPath = '/api/renewal/finish';

/** First request: the site asks for a nonce. */
export interface RenewalBegin {
  readonly site: string;
  /** 32 random bytes, hex. */
  readonly siteNonce: string;
}

export interface RenewalNonce {
  readonly hubNonce: string;
}

/** Second request: for a certificate of a new key, signed with the key of the old one (rule T25). */
export interface RenewalFinish extends RenewalBegin {
  readonly hubNonce: string;
  /** The certificate to be renewed, that may be over. */
  readonly certificatePem: string;
  readonly requestPem: string;
  /** Over all of it, and the hub's authority: RSA-SHA-256, hex. */
  readonly signature: string;
}

export interface RenewalAnswer {
  readonly certificatePem: string;
}

/** @throws Problem `body-malformed` */
export function parseRenewalBegin(body: unknown): RenewalBegin {
  const fields = fieldsOf(body);
  return { site: text(fields, 'site', 3), siteNonce: hex(fields, 'siteNonce', 64) };
}

/** @throws Problem `body-malformed` */
export function parseRenewalFinish(body: unknown): RenewalFinish {
  const fields = fieldsOf(body);
  return {
    ...parseRenewalBegin(body),
    hubNonce: text(fields, 'hubNonce', 200),
    certificatePem: text(fields, 'certificatePem', 16_384),
    requestPem: text(fields, 'requestPem', 8_192),
    signature: hex(fields, 'signature', 1_024),
  };
}

/** @throws Problem `body-malformed` */
export function parseRenewalNonce(body: unknown): RenewalNonce {
  return { hubNonce: text(fieldsOf(body), 'hubNonce', 200) };
}

/** @throws Problem `body-malformed` */
export function parseRenewalAnswer(body: unknown): RenewalAnswer {
  return { certificatePem: text(fieldsOf(body), 'certificatePem', 16_384) };
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null) throw malformed();
  return body as Readonly<Record<string, unknown>>;
}

function text(fields: Readonly<Record<string, unknown>>, name: string, lengthMax: number): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '' || value.length > lengthMax) throw malformed();
  return value;
}

function hex(fields: Readonly<Record<string, unknown>>, name: string, lengthMax: number): string {
  const value = text(fields, name, lengthMax);
  if (!/^([0-9a-f]{2})+$/.test(value)) throw malformed();
  return value;
}

function malformed(): Problem {
  return new Problem('body-malformed', 'renewal message');
}
