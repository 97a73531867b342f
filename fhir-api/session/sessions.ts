import type { FastifyRequest } from 'fastify';
import type { MachineTokenStore } from '../../journal/machine-tokens/machine-token-store.js';
import type { Credential, PeopleStore, User } from '../../journal/people-store.js';
import type { AuditEntry } from '../../journal/record-store.js';
import type { SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { Actor, Person } from '../actor.js';
import { apiLimits } from '../limits.js';
import { Attempts } from './attempts.js';
import { cookieNameOf, readCookie } from './cookie.js';
import { isForeign } from './cross-site.js';
import { Machines } from './machines.js';

export interface SessionsOptions {
  readonly people: PeopleStore;
  readonly machineTokens: MachineTokenStore;
  readonly siteId: SiteCode;
  readonly checkPassword: (password: string, stored: string) => Promise<boolean>;
  readonly hashPassword: (password: string) => Promise<string>;
  readonly newSecret: () => string;
  readonly hashSecret: (secret: string) => string;
  /** Writes audit rows; awaited, so that nobody is in before it is written. */
  readonly audit: (entries: readonly AuditEntry[]) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The earliest that it can be; `now` when left out. What ended before it is surely over. */
  readonly surelyPast?: () => number;
}

/** The time was found to be another. */
export interface Healing {
  readonly byMilliseconds: number;
  /** Since when the wrong time was used, by that time. */
  readonly sinceMilliseconds: number;
}

export interface SignedIn {
  readonly actor: Person;
  /** For the cookie; kept nowhere here. */
  readonly secret: string;
}

/** Somebody has to wait before the next attempt. */
export interface Refused {
  readonly waitMilliseconds: number;
}

/** Who is signed in: sessions of browsers and tokens of machines, kept as hashes in the journal. */
export class Sessions {
  readonly site: SiteCode;
  readonly cookieName: string;
  readonly #options: SessionsOptions;
  readonly #attempts: Attempts;
  readonly #machines: Machines;
  #decoy: Promise<string> | undefined;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.site = options.siteId;
    this.cookieName = cookieNameOf(options.siteId);
    this.#attempts = new Attempts(options.now);
    const { machineTokens: tokens, audit, now } = options;
    this.#machines = new Machines({ tokens, audit, now });
  }

  /**
   * Checks a name and a password. An unknown name, a disabled account and a wrong password take the same time and get
   * the same answer.
   * @throws Problem `credentials-wrong`
   */
  async signIn(name: string, password: string, address: string): Promise<SignedIn | Refused> {
    const waitMilliseconds = this.#attempts.begin(name, address);
    if (waitMilliseconds > 0) {
      await this.#note('carnet:unknown', 'refused');
      return { waitMilliseconds };
    }
    const user = await this.#options.people.findUser(name);
    const isRight = await this.#options.checkPassword(password, user?.passwordHash ?? (await this.#decoyHash()));
    if (user === undefined || user.disabled || !isRight) {
      // A name that nobody has may be a password in the wrong field: it is not written down.
      await this.#note(user?.author ?? 'carnet:unknown', 'refused');
      throw new Problem('credentials-wrong');
    }
    this.#attempts.succeed(name, address);
    return this.#open(user);
  }

  /**
   * Who sent a request: by `Authorization: Bearer` (RFC 6750 §2.1), else by the session's cookie.
   * @throws Problem `forbidden` when the cookie is good but another web site sent the request; `too-many-attempts`
   */
  readonly actorOf = async (request: FastifyRequest): Promise<Actor | undefined> => {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const [, secret] = /^Bearer +([\w.~+/=-]{16,512})$/i.exec(authorization) ?? [];
      return secret === undefined ? undefined : this.#actorOfToken(secret, request.ip);
    }
    const secret = readCookie(request, this.cookieName);
    if (secret === undefined || secret === '') return undefined;
    const actor = await this.#actorOfSecret(secret, 'session');
    if (actor !== undefined && isForeign(request.method, request.host, request.headers)) {
      throw new Problem('forbidden', 'sent by another web site');
    }
    return actor;
  };

  /** Sessions and tokens that were begun by a wrong clock go on for as long as they were meant to (rule T24). */
  async heal({ byMilliseconds, sinceMilliseconds }: Healing): Promise<void> {
    const sessionEndsMilliseconds = this.#options.now() + apiLimits.sessionIdleMillisecondsMax;
    const { people, machineTokens } = this.#options;
    await people.moveCredentials({ sinceMilliseconds, byMilliseconds, sessionEndsMilliseconds });
    await machineTokens.move({ sinceMilliseconds, byMilliseconds });
  }

  /** Ends the session of the cookie, if there is one. */
  async signOut(request: FastifyRequest): Promise<void> {
    const actor = await this.actorOf(request);
    const secret = readCookie(request, this.cookieName);
    if (actor === undefined || secret === undefined) return;
    await this.#options.people.removeCredential(this.#options.hashSecret(secret));
    await this.#options.audit([{ author: actor.author, action: 'sign-out', subject: '', outcome: 'done' }]);
  }

  async #open(user: User): Promise<SignedIn> {
    const { people, now, surelyPast = now, newSecret, hashSecret } = this.#options;
    const createdMilliseconds = now();
    const secret = newSecret();
    const credential: Credential = {
      hash: hashSecret(secret),
      kind: 'session',
      user: user.name,
      createdMilliseconds,
      expiresMilliseconds: createdMilliseconds + apiLimits.sessionIdleMillisecondsMax,
    };
    // Not by a clock that may be years ahead: what is removed does not come back when the clock is healed.
    await people.expireCredentials(surelyPast());
    await people.addCredential(credential);
    await this.#note(user.author, 'done');
    return { actor: actorOfUser(user, credential), secret };
  }

  /** A token of a machine, or one that acts for a person. */
  async #actorOfToken(secret: string, address: string): Promise<Actor | undefined> {
    const machine = await this.#machines.find(this.#options.hashSecret(secret));
    const actor = machine ?? (await this.#actorOfSecret(secret, undefined));
    if (actor === undefined) await this.#machines.refuse(address);
    return actor;
  }

  async #actorOfSecret(secret: string, kind: Credential['kind'] | undefined): Promise<Person | undefined> {
    const { people, hashSecret, now } = this.#options;
    const found = await people.findCredential(hashSecret(secret), now());
    if (found === undefined || (kind !== undefined && found.credential.kind !== kind)) return undefined;
    return actorOfUser(found.user, await this.#extended(found.credential));
  }

  /** A session that is used lives on; written now and then only. */
  async #extended(credential: Credential): Promise<Credential> {
    const expiresMilliseconds = this.#options.now() + apiLimits.sessionIdleMillisecondsMax;
    const gained = expiresMilliseconds - credential.expiresMilliseconds;
    if (credential.kind !== 'session' || gained < apiLimits.sessionExtendMillisecondsMax) return credential;
    await this.#options.people.extendCredential(credential.hash, expiresMilliseconds);
    return { ...credential, expiresMilliseconds };
  }

  /** A hash that no password fits, so that an unknown name costs the same work. */
  #decoyHash(): Promise<string> {
    this.#decoy ??= this.#options.hashPassword(this.#options.newSecret());
    return this.#decoy;
  }

  #note(author: string, outcome: AuditEntry['outcome']): Promise<void> {
    return this.#options.audit([{ author, action: 'sign-in', subject: '', outcome }]);
  }
}

function actorOfUser(user: User, credential: Credential): Person {
  return {
    name: user.name,
    displayName: user.displayName,
    author: user.author,
    role: user.role,
    expiresMilliseconds: credential.expiresMilliseconds,
  };
}
