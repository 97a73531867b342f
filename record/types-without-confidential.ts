import { reachOfRole } from './access.js';
import { resourceTypes } from './definitions/load.js';
import type { Role } from './role.js';

const withoutConfidential = new Map<Role, ReadonlySet<string> | undefined>();

/** The types of which a role may not see what is confidential; `undefined` where there are none. */
export function typesWithoutConfidential(role: Role): ReadonlySet<string> | undefined {
  if (!withoutConfidential.has(role)) {
    const looks = ['read', 'search', 'history'] as const;
    const found = resourceTypes().filter((type) =>
      looks.some((action) => reachOfRole(role, type, action) === 'not-confidential'),
    );
    withoutConfidential.set(role, found.length === 0 ? undefined : new Set(found));
  }
  return withoutConfidential.get(role);
}
