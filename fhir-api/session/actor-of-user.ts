import type { Credential, User } from '../../journal/people-store.js';
import type { Person } from '../actor.js';

/** Who asks, by what they proved themselves with. */
export function actorOfUser(user: User, credential: Credential): Person {
  return {
    name: user.name,
    displayName: user.displayName,
    author: user.author,
    role: user.role,
    expiresMilliseconds: credential.expiresMilliseconds,
  };
}
