import type { FastifyRequest } from 'fastify';
import type { Role } from '../record/role.js';

/** Who asks: a person or a machine that has proved it. */
export interface Actor {
  /** The name they sign in with. */
  readonly name: string;
  readonly displayName: string;
  /** The author of what they write: a FHIR reference, `Practitioner/…`. */
  readonly author: string;
  readonly role: Role;
  /** When the proof stops to be good, milliseconds since 1970. */
  readonly expiresMilliseconds: number;
}

/**
 * Tells who sent a request; `undefined` when nobody signed in.
 * @throws Problem `forbidden` when the proof is good but another web site sent the request.
 */
export type ActorOf = (request: FastifyRequest) => Promise<Actor | undefined> | Actor | undefined;
