import type { FoundCredential, OpenSession, PeopleStore } from '../../../journal/people-store.js';
import { Problem } from '../../../protocol/problem.js';
import { isLocked } from '../lock/lock-rules.js';
import { sessionIdOf } from '../session-id.js';
import type { AccountAction } from './own-account.js';

export interface OwnSessionsOptions {
  readonly people: Pick<PeopleStore, 'listSessions' | 'removeCredential' | 'removeOtherSessions'>;
  readonly note: (author: string, action: AccountAction | 'sign-out') => Promise<void>;
  readonly idleMillisecondsMax: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** One of a person's sessions, as they are shown it. Times in milliseconds since 1970. */
export interface OwnSession {
  /** Names it to its person, and lets nobody in. */
  readonly id: string;
  /** Whether it is the one that asks. */
  readonly isCurrent: boolean;
  readonly isLocked: boolean;
  readonly sinceMilliseconds: number;
  /** When somebody was last at work in it; `undefined` where it was locked by hand since. */
  readonly usedMilliseconds: number | undefined;
  readonly address: string;
  readonly device: string;
}

/** The sessions of a person: looked at, and ended one by one or all but their own (rule N23). */
export class OwnSessions {
  readonly #options: OwnSessionsOptions;

  constructor(options: OwnSessionsOptions) {
    this.#options = options;
  }

  /** @param current of who asks; `undefined` where they ask by a token */
  async list(user: string, current: FoundCredential | undefined): Promise<readonly OwnSession[]> {
    const { people, now } = this.#options;
    const sessions = await people.listSessions(user, now());
    return sessions.map((session) => this.#shown(session, current));
  }

  /** Ends one of them. @returns whether it was the one that asks. @throws Problem `not-found` */
  async end(
    { name, author }: { readonly name: string; readonly author: string },
    id: string,
    current: FoundCredential | undefined,
  ): Promise<boolean> {
    const { people, note, now } = this.#options;
    const session = (await people.listSessions(name, now())).find(({ hash }) => sessionIdOf(hash) === id);
    if (session === undefined) throw new Problem('not-found', 'session');
    await people.removeCredential(session.hash);
    await note(author, 'sign-out');
    return session.hash === current?.credential.hash;
  }

  /** Ends all but the one that asks. */
  async endOthers({ user, credential }: FoundCredential): Promise<void> {
    await this.#options.people.removeOtherSessions(user.name, credential.hash);
    await this.#options.note(user.author, 'sign-out-others');
  }

  #shown(session: OpenSession, current: FoundCredential | undefined): OwnSession {
    const { hash, createdMilliseconds, usedMilliseconds, address, device } = session;
    return {
      ...{ id: sessionIdOf(hash), isCurrent: hash === current?.credential.hash, address, device },
      isLocked: isLocked(session, this.#options.now(), this.#options.idleMillisecondsMax),
      sinceMilliseconds: createdMilliseconds,
      usedMilliseconds: usedMilliseconds === 0 ? undefined : usedMilliseconds,
    };
  }
}
