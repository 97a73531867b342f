import type { Credential, FoundCredential, User } from '../../journal/people-store.js';
import type { Person } from '../actor.js';

/** A token was given out for what it does; of a session it is asked who chose the password that opened it (rule N31). */
export function isPasswordOwn({ credential, user }: Pick<FoundCredential, 'credential' | 'user'>): boolean {
  return credential.kind !== 'session' || user.givenMilliseconds === undefined;
}

/** Who asks, by what they proved themselves with. */
export function actorOfUser(user: User, credential: Credential): Person {
  return {
    name: user.name,
    displayName: user.displayName,
    author: user.author,
    role: user.role,
    expiresMilliseconds: credential.expiresMilliseconds,
    ...(!isPasswordOwn({ credential, user }) && { isPasswordGiven: true }),
  };
}
