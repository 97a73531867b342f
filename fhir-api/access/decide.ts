import {
  type Action,
  type Condition,
  conditionsOf,
  type Duty,
  hasDuty,
  type Reach,
  reachOfRole,
} from '../../record/access.js';
import { reachOfScopes } from '../../record/machine-scopes.js';
import type { Role } from '../../record/role.js';
import { typesUnder } from '../../record/types-under.js';
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
  /** A person whose role has this duty. */
  | { readonly duty: Duty }
  /** The right to do this with the type, whosesoever; of a person only, or of a machine too. */
  | { readonly action: Action; readonly type: string; readonly of: 'person' | 'anybody' };

/** Why somebody is refused: a closed list. `undeclared` is a defect of the program. */
export type RefusalReason = 'undeclared' | 'unknown' | 'not-a-person' | 'role' | 'scope';

export function isPerson(actor: Actor): actor is Person {
  return 'role' in actor;
}

/**
 * The resources of a type that somebody may do something with: of a person by the table of roles, of a machine by its scopes,
 * which no condition on people narrows.
 * @param held conditions that hold of all there is
 */
export function reachOf(actor: Actor, type: string, action: Action, held: readonly Condition[] = []): Reach {
  if (isPerson(actor)) return reachOfRole(actor.role, type, action, held);
  const reach = reachOfScopes(actor.scopes, type, action);
  return reach === 'compartment' && actor.patient === undefined ? 'none' : reach;
}

/** The narrower first. */
const narrowing: readonly Reach[] = ['none', 'compartment', 'in-part'];

/** What somebody may both search and read: less of the two. */
export function reachOfLook(actor: Actor, type: string, held: readonly Condition[] = []): Reach {
  const reaches = [reachOf(actor, type, 'read', held), reachOf(actor, type, 'search', held)];
  return narrowing.find((reach) => reaches.includes(reach)) ?? 'all';
}

/** The types of which somebody may not see what is confidential; `undefined` where there are none. */
export function hiddenFrom(actor: Actor): ReadonlySet<string> | undefined {
  return isPerson(actor) ? typesUnder(actor.role, 'not-confidential') : undefined;
}

/** The types of which somebody may see those records only whose patients they care for; `undefined` where there are none. */
export function caredForBy(actor: Actor): ReadonlySet<string> | undefined {
  return isPerson(actor) ? typesUnder(actor.role, 'care') : undefined;
}

/** Whether what somebody may do with a type hangs on a condition; of a machine nothing does. */
export function isUnder(actor: Actor, type: string, action: Action, condition: Condition): boolean {
  return isPerson(actor) && conditionsOf(actor.role, type, action)?.includes(condition) === true;
}

/** Whether a write is for those only whose licence is good (rule R24). */
export function needsLicence(actor: Actor, type: string, action: Action): boolean {
  return isUnder(actor, type, action, 'licence-valid');
}

/** Why a route is refused to somebody; `undefined` where it is not. */
export function refusalOf(actor: Actor | undefined, access: RouteAccess | undefined): RefusalReason | undefined {
  if (access === undefined) return 'undeclared';
  if (access === 'open' || access === 'own-proof') return undefined;
  if (actor === undefined) return 'unknown';
  if (access === 'records') return undefined;
  if (access === 'person') return isPerson(actor) ? undefined : 'not-a-person';
  if ('role' in access) return isPerson(actor) && actor.role === access.role ? undefined : reasonFor(actor);
  if ('duty' in access) return isPerson(actor) && hasDuty(actor.role, access.duty) ? undefined : reasonFor(actor);
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
