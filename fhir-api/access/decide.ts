import { type Action, mayDo } from '../../record/access.js';
import { type Reach, reachOfScopes } from '../../record/machine-scopes.js';
import type { Role } from '../../record/role.js';
import type { Actor, Person } from '../actor.js';

/**
 * What a route needs of who asks. Every route declares one; a program with a route that does not declare any does not start.
 */
export type RouteAccess =
  /** Nothing: it shows what everybody may see. */
  | 'open'
  /** Nothing here: what is sent proves who asks, and the route itself checks it. */
  | 'own-proof'
  /** Somebody known; each record is decided by itself, by {@link reachOf}. */
  | 'records'
  /** A person, whatever their role. */
  | 'person'
  /** A person of this role. */
  | { readonly role: Role }
  /** The right to do this with the type, whosesoever; of a person only, or of a machine too. */
  | { readonly action: Action; readonly type: string; readonly of: 'person' | 'anybody' };

/** Why somebody is refused: a closed list. `undeclared` is a defect of the program. */
export type RefusalReason = 'undeclared' | 'unknown' | 'not-a-person' | 'role' | 'scope';

export function isPerson(actor: Actor): actor is Person {
  return 'role' in actor;
}

/** The resources of a type that somebody may do something with: of a person by the table of roles, of a machine by its scopes. */
export function reachOf(actor: Actor, type: string, action: Action): Reach {
  if (isPerson(actor)) return mayDo(actor.role, type, action) ? 'all' : 'none';
  const reach = reachOfScopes(actor.scopes, type, action);
  return reach === 'compartment' && actor.patient === undefined ? 'none' : reach;
}

/** What somebody may both search and read: less of the two. */
export function reachOfLook(actor: Actor, type: string): Reach {
  const reaches = [reachOf(actor, type, 'read'), reachOf(actor, type, 'search')];
  if (reaches.includes('none')) return 'none';
  return reaches.includes('compartment') ? 'compartment' : 'all';
}

/** Why a route is refused to somebody; `undefined` where it is not. */
export function refusalOf(actor: Actor | undefined, access: RouteAccess | undefined): RefusalReason | undefined {
  if (access === undefined) return 'undeclared';
  if (access === 'open' || access === 'own-proof') return undefined;
  if (actor === undefined) return 'unknown';
  if (access === 'records') return undefined;
  if (access === 'person') return isPerson(actor) ? undefined : 'not-a-person';
  if ('role' in access) return isPerson(actor) && actor.role === access.role ? undefined : reasonFor(actor);
  if (access.of === 'person' && !isPerson(actor)) return 'not-a-person';
  return reachOf(actor, access.type, access.action) === 'all' ? undefined : reasonFor(actor);
}

/** Who may read `/metrics` from another computer: a machine by the scope, and people of one role. */
export function mayReadMetrics(actor: Actor | undefined, role: Role): boolean {
  if (actor === undefined) return false;
  return isPerson(actor) ? actor.role === role : actor.scopes.metrics;
}

function reasonFor(actor: Actor): RefusalReason {
  return isPerson(actor) ? 'role' : 'scope';
}
