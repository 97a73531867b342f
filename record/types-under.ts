import { type Condition, conditionsOf } from './access.js';
import { resourceTypes } from './definitions/load.js';
import type { Role } from './role.js';

const known = new Map<string, ReadonlySet<string> | undefined>();
const looks = ['read', 'search', 'history'] as const;

/** The types that a role may look at under a condition only; `undefined` where there are none. */
export function typesUnder(role: Role, condition: Condition): ReadonlySet<string> | undefined {
  const key = `${role} ${condition}`;
  if (!known.has(key)) {
    const found = resourceTypes().filter((type) =>
      looks.some((action) => conditionsOf(role, type, action)?.includes(condition)),
    );
    known.set(key, found.length === 0 ? undefined : new Set(found));
  }
  return known.get(key);
}
