import type { FastifyRequest } from 'fastify';
import type { ResourceId } from '../protocol/ids.js';
import type { MachineScopes } from '../record/machine-scopes.js';
import type { Role } from '../record/role.js';

/** Who asks, and has proved it. */
interface Proven {
  /** The name they sign in with, or that their token has. */
  readonly name: string;
  readonly displayName: string;
  /** The author of what they write: a FHIR reference, `Practitioner/…` or `Device/…`. */
  readonly author: string;
  /** When the proof stops to be good, milliseconds since 1970. */
  readonly expiresMilliseconds: number;
}

/** Somebody who works here, in a browser or by a token that acts for them. */
export interface Person extends Proven {
  readonly role: Role;
  /** Of who is in a session: whether they proved lately by all that they have who they are (rule N17). */
  readonly proof?: 'recent' | 'old';
  /** Somebody else gave them the password of this session: they choose their own, and do nothing else (rule N31). */
  readonly isPasswordGiven?: true;
  /** The record that is open to this session although they do not care for the patient (rule R27). */
  readonly opened?: OpenedRecord | undefined;
}

export interface OpenedRecord {
  readonly patient: ResourceId;
  /** Milliseconds since 1970. */
  readonly untilMilliseconds: number;
}

/** A program of others, by a token of its own. */
export interface Machine extends Proven {
  readonly scopes: MachineScopes;
  /** Whom its `patient/` scopes are about. */
  readonly patient: ResourceId | undefined;
}

export type Actor = Person | Machine;

/**
 * Tells who sent a request; `undefined` when nobody signed in.
 * @throws Problem `forbidden` when the proof is good but another web site sent the request; `session-locked`;
 * `own-password-wanted`, `too-many-attempts`
 */
export type ActorOf = (request: FastifyRequest) => Promise<Actor | undefined> | Actor | undefined;
