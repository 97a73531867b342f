import type { FastifyRequest } from 'fastify';
import { Problem } from '../../protocol/problem.js';
import type { Actor, ActorOf, Person } from '../actor.js';
import { isPerson } from './decide.js';

/** Who sent a request that the gate let through. @throws Problem `unauthenticated` */
export async function knownActor(actorOf: ActorOf, request: FastifyRequest): Promise<Actor> {
  const actor = await actorOf(request);
  if (actor === undefined) throw new Problem('unauthenticated');
  return actor;
}

/** The same of a route that is for persons. @throws Problem `unauthenticated`, `forbidden` */
export async function knownPerson(actorOf: ActorOf, request: FastifyRequest): Promise<Person> {
  const actor = await knownActor(actorOf, request);
  if (!isPerson(actor)) throw new Problem('forbidden', 'for persons');
  return actor;
}
