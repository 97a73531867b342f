import { Problem } from '../../../protocol/problem.js';
import { type Enrolled, parseBeginRequest, parseFinishRequest } from '../message.js';
import { readArmour, writeArmour } from './armour.js';

/** What a box asks for, in a file: all of the online enrolment that needs no answer first. */
export interface KitRequest {
  readonly inviteId: string;
  /** 32 random bytes, hex. */
  readonly siteNonce: string;
  readonly requestPem: string;
  readonly extraHosts: readonly string[];
  /** Public keys of tunnels, one for each link that the site may have; a hub without tunnels takes no notice. */
  readonly tunnelKeys: readonly string[];
  /** Over all of it. */
  readonly siteProof: string;
}

/** The hub's answer to one request, in a file. */
export interface KitBundle {
  /** Of the request that it answers. */
  readonly inviteId: string;
  readonly siteNonce: string;
  readonly authorityPem: string;
  /** Holds the hub's time (rule T22). */
  readonly hubNonce: string;
  /** JSON of {@link KitEnrolled}, as one string, since the proof is over its bytes. */
  readonly answer: string;
  /** Over the request, the authority, the nonce and the answer. */
  readonly answerProof: string;
}

/** What the hub's answer holds when it travels in a file. */
export interface KitEnrolled extends Enrolled {
  /** Where the hub is reached once there is a network. */
  readonly hubUrl: string;
}

export function writeKitRequest(request: KitRequest): string {
  return writeArmour('REQUEST', request);
}

/** @throws Problem `kit-truncated`, `kit-altered`, `usage-wrong` for a bundle */
export function readKitRequest(text: string): KitRequest {
  return readKit('REQUEST', text, (value) => {
    // In a file there is no nonce of the hub; all other fields are those of the online request.
    const { hubNonce: _, tunnelKeys = [], ...request } = parseFinishRequest({ ...Object(value), hubNonce: '' });
    return { ...request, tunnelKeys };
  });
}

export function writeKitBundle(bundle: KitBundle): string {
  return writeArmour('BUNDLE', bundle);
}

/** @throws Problem `kit-truncated`, `kit-altered`, `usage-wrong` for a request */
export function readKitBundle(text: string): KitBundle {
  return readKit('BUNDLE', text, (value) => {
    const fields = Object(value) as Readonly<Record<string, unknown>>;
    const texts = ['authorityPem', 'hubNonce', 'answer', 'answerProof'] as const;
    if (texts.some((name) => typeof fields[name] !== 'string')) throw new Problem('body-malformed', 'bundle');
    return { ...parseBeginRequest(fields), ...(fields as unknown as Omit<KitBundle, 'inviteId' | 'siteNonce'>) };
  });
}

function readKit<T>(kind: 'REQUEST' | 'BUNDLE', text: string, parse: (value: unknown) => T): T {
  const value = readArmour(kind, text);
  try {
    return parse(value);
  } catch (cause) {
    throw new Problem('kit-altered', '', [], { cause });
  }
}
