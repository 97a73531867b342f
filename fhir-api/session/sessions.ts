import type { FastifyRequest } from 'fastify';
import type { Credential, FoundCredential, SessionOrigin, User } from '../../journal/people-store.js';
import type { AuditEntry } from '../../journal/record-store.js';
import type { SecondFactor } from '../../journal/second-factors/second-factor-store.js';
import type { SecurityKey } from '../../journal/security-keys/security-key-store.js';
import type { SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { KeyCreation } from '../../protocol/security-key-messages.js';
import type { DoneAt } from '../account-changes/change-made.js';
import type { Actor, Person } from '../actor.js';
import { apiLimits } from '../limits.js';
import { SignInWatch } from '../sign-ins/sign-in-watch.js';
import { type AccountAction, OwnAccount } from './account/own-account.js';
import { OwnSessions } from './account/own-sessions.js';
import { actorOfUser, isPasswordOwn } from './actor-of-user.js';
import { bearerIn } from './bearer.js';
import { cookieNameOf, readCookie } from './cookie.js';
import { isForeign } from './cross-site.js';
import { type KeyPlace, keyPlaceOf } from './keys/key-place.js';
import { OwnKeys } from './keys/own-keys.js';
import { SecurityKeys } from './keys/security-keys.js';
import { SessionLock, type SessionLockOptions } from './lock/session-lock.js';
import { Machines } from './machines.js';
import { type NotedAction, Proving, type ProvingOptions, type Standing, type Taking, type Typed } from './proving.js';
import { SecondFactors } from './second-factor/second-factors.js';
import type { SessionsOptions } from './sessions-options.js';

/** The time was found to be another. */
export interface Healing {
  readonly byMilliseconds: number;
  /** Since when the wrong time was used, by that time. */
  readonly sinceMilliseconds: number;
}

/** A session that nobody is in yet. */
export interface BegunSession {
  readonly secret: string;
  /** SHA-256 of it, hex: what is kept of it. */
  readonly hash: string;
}

/** A session was opened. */
export interface SignedIn {
  readonly kind: 'in';
  readonly actor: Person;
  /** For the cookie; kept nowhere here. */
  readonly secret: string;
  /** Recovery codes that were made with it; shown once. */
  readonly recoveryCodes?: readonly string[];
}

/** What came of somebody's trying to sign in. */
export type SignInResult = SignedIn | Exclude<Standing, { kind: 'proven' }>;

/** Who is signed in: sessions of browsers and tokens of machines, kept as hashes in the journal. */
export class Sessions {
  readonly site: SiteCode;
  readonly cookieName: string;
  readonly #options: SessionsOptions;
  readonly #proving: Proving;
  readonly #factors: SecondFactors;
  readonly #machines: Machines;
  readonly #watch: SignInWatch;
  /** What people change of their own accounts. */
  readonly account: OwnAccount;
  readonly ownSessions: OwnSessions;
  /** Security keys of people, and what they do with their own. */
  readonly keys: SecurityKeys;
  readonly ownKeys: OwnKeys;
  /** Sessions that nobody uses. */
  readonly lock: SessionLock;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.site = options.siteId;
    this.cookieName = cookieNameOf(options.siteId);
    const { secondFactors: store, isSecondFactorMandatory: isMandatory, isClockSure = () => true } = options;
    const { keeper } = options;
    const keepRevoked = (factor: SecondFactor) => keeper.keepRevokedFactor(factor);
    const issuer = `Carnet ${options.name}`;
    const factors = new SecondFactors({ ...options, store, isMandatory, issuer, keepRevoked, isClockSure });
    const keepRevokedKey = (key: Pick<SecurityKey, 'id'>) => keeper.keepRevokedKey(key);
    const securityKeys = new SecurityKeys({ ...options, keys: options.securityKeys, keepRevokedKey });
    const watch = new SignInWatch(options);
    const onGuessed: ProvingOptions['onGuessed'] = (...guessed) => watch.guessed(...guessed);
    const noteTry: ProvingOptions['note'] = (...noted) => this.#note(...noted);
    const proving = new Proving({ ...options, isClockSure, factors, securityKeys, note: noteTry, onGuessed });
    const note = (author: string, action: AccountAction | 'sign-out') => this.#note(author, action, 'done');
    this.#factors = factors;
    this.#proving = proving;
    this.keys = securityKeys;
    this.ownKeys = new OwnKeys({ ...options, proving, factors, securityKeys, note });
    this.account = new OwnAccount({ ...options, store, factors, securityKeys, proving, note });
    const { machineTokens: tokens, audit, now, idleLockMillisecondsMax: idleMillisecondsMax } = options;
    this.ownSessions = new OwnSessions({ ...options, idleMillisecondsMax, note });
    const noteAny: SessionLockOptions['note'] = (...noted) => this.#note(...noted);
    this.lock = new SessionLock({ ...options, proving, securityKeys, idleMillisecondsMax, note: noteAny });
    this.#machines = new Machines({ tokens, audit, now });
    this.#watch = watch;
  }

  /**
   * Opens a session for who proves who they are, by password and second factor.
   * @throws Problem as {@link Proving.prove}
   */
  async signIn(typed: Typed): Promise<SignInResult> {
    const { name, address } = typed;
    const begun = this.begin();
    try {
      const standing = await this.#proving.prove({ ...typed, session: begun.hash });
      if (standing.kind === 'wait') await this.#watch.refused(name, address);
      return standing.kind === 'proven' ? await this.open(standing.user, typed, begun) : standing;
    } catch (error) {
      if (error instanceof Problem && error.code === 'credentials-wrong') await this.#watch.refused(name, address);
      throw error;
    }
  }

  /**
   * Opens a session for who shows a code of what they are offered; it is their second factor from now on, and all their
   * other sessions end.
   * @throws Problem as {@link Proving.take}
   */
  async takeSecondFactor(token: string, taking: Taking, from: Omit<Typed, 'name' | 'password'>): Promise<SignInResult> {
    const begun = this.begin();
    const taken = await this.#proving.take(token, taking, { ...from, session: begun.hash });
    if (taken.kind === 'wait') return taken;
    return { ...(await this.open(taken.user, from, begun)), recoveryCodes: taken.recoveryCodes };
  }

  /**
   * Who sent a request: by `Authorization: Bearer` (RFC 6750 §2.1), else by the session's cookie.
   * @throws Problem `forbidden` when the cookie is good but another web site sent the request; `session-locked`;
   * `own-password-wanted`, `too-many-attempts`
   */
  readonly actorOf = async (request: FastifyRequest): Promise<Actor | undefined> => {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const secret = bearerIn(authorization);
      return secret === undefined ? undefined : this.#actorOfToken(secret, request);
    }
    const found = await this.sessionOf(request);
    return found && this.#admitted(found, request);
  };

  /**
   * The session whose cookie a request bears, be it locked.
   * @throws Problem `forbidden` when the cookie is good but another web site sent the request
   */
  async sessionOf(request: FastifyRequest): Promise<FoundCredential | undefined> {
    const found = await this.#cookieOf(request);
    if (found !== undefined && isForeign(request.method, request.host, request.headers)) {
      throw new Problem('forbidden', 'sent by another web site');
    }
    return found;
  }

  /** The session that asks, as it is kept. @throws Problem `forbidden` for who has a token: nobody signed in for it */
  async sessionHashOf(request: FastifyRequest): Promise<string> {
    const found = await this.sessionOf(request);
    if (found === undefined || request.headers.authorization !== undefined)
      throw new Problem('forbidden', 'in a session');
    return found.credential.hash;
  }

  /** What a new key is made by, for whom a second factor was offered. @throws Problem as {@link Proving.offerKey} */
  offerKey(token: string, place: KeyPlace): Promise<KeyCreation> {
    return this.#proving.offerKey(token, place);
  }

  /** Where a request's browser is, for a security key; what it shows is good for its session, or for what `bond` says. */
  async placeOf(request: FastifyRequest, bond?: string): Promise<KeyPlace> {
    const { protocol, host } = request;
    const bound = bond ?? (await this.#cookieOf(request))?.credential.hash ?? '';
    return keyPlaceOf({ protocol, host, bond: bound }, this.#options.keyNames);
  }

  /** Whether who sent a request, and was let in then, would be let in now. */
  readonly isStillIn = async (request: FastifyRequest): Promise<boolean> => {
    const { authorization } = request.headers;
    const found =
      authorization === undefined ? await this.#cookieOf(request) : await this.#find(bearerIn(authorization) ?? '');
    return found !== undefined && !this.lock.isLocked(found);
  };

  /** Sessions and tokens that were begun by a wrong clock go on for as long as they were meant to (rule T24). */
  async heal({ byMilliseconds, sinceMilliseconds }: Healing): Promise<void> {
    const sessionEndsMilliseconds = this.#options.now() + apiLimits.sessionIdleMillisecondsMax;
    const { people, machineTokens } = this.#options;
    await people.moveCredentials({ sinceMilliseconds, byMilliseconds, sessionEndsMilliseconds });
    await machineTokens.move({ sinceMilliseconds, byMilliseconds });
    await this.#factors.heal();
  }

  /** Ends the session of the cookie, if there is one. */
  async signOut(request: FastifyRequest): Promise<void> {
    const found = await this.sessionOf(request);
    if (found !== undefined) await this.#end(found);
  }

  /** Ends the session of the cookie that another one takes the place of: nobody could end it any more. */
  async supersede(request: FastifyRequest): Promise<void> {
    const found = await this.#cookieOf(request);
    if (found !== undefined) await this.#end(found);
  }

  /** What a session is to be opened by, for what is done as it begins (rule N24). */
  begin(): BegunSession {
    const secret = this.#options.newSecret();
    return { secret, hash: this.#options.hashSecret(secret) };
  }

  /** Where something is done of an account, for what its person is told of it. */
  async doneAt(request: FastifyRequest): Promise<DoneAt> {
    return { address: request.ip, session: (await this.#cookieOf(request))?.credential.hash };
  }

  /** A session for who has proved who they are. */
  async open(
    user: User,
    { address = '', device = '' }: Partial<SessionOrigin> = {},
    { secret, hash }: BegunSession = this.begin(),
  ): Promise<SignedIn> {
    const { people, now, surelyPast = now } = this.#options;
    const createdMilliseconds = now();
    const credential: Credential = {
      hash,
      kind: 'session',
      user: user.name,
      createdMilliseconds,
      expiresMilliseconds: createdMilliseconds + apiLimits.sessionIdleMillisecondsMax,
    };
    // Not by a clock that may be years ahead: what is removed does not come back when the clock is healed.
    await people.expireCredentials(surelyPast());
    await people.addCredential(credential, { address, device });
    await this.#note(user.author, 'sign-in', 'done');
    await this.#watch.came(user, credential.hash, address);
    return { kind: 'in', actor: { ...actorOfUser(user, credential), proof: 'recent' }, secret };
  }

  /** A token of a machine, or one that acts for a person. */
  async #actorOfToken(secret: string, request: FastifyRequest): Promise<Actor | undefined> {
    const hash = this.#options.hashSecret(secret);
    const machine = await this.#machines.find(hash);
    if (machine !== undefined) return machine;
    const found = await this.#options.people.findCredential(hash, this.#options.now());
    if (found === undefined) await this.#machines.refuse(request.ip);
    return found && this.#admitted(found, request);
  }

  #find(secret: string): Promise<FoundCredential | undefined> {
    const { people, hashSecret, now } = this.#options;
    return people.findCredential(hashSecret(secret), now());
  }

  async #cookieOf(request: FastifyRequest): Promise<FoundCredential | undefined> {
    const secret = readCookie(request, this.cookieName);
    const found = secret === undefined || secret === '' ? undefined : await this.#find(secret);
    return found?.credential.kind === 'session' ? found : undefined;
  }

  /** The one place where a session is refused that stands on a given password (rule N31). @throws Problem `session-locked`, `own-password-wanted` */
  async #admitted(found: FoundCredential, { routeOptions }: FastifyRequest): Promise<Person> {
    if (this.lock.isLocked(found)) throw new Problem('session-locked');
    const isIn = isPasswordOwn(found) || routeOptions.config?.givenPassword === 'let-in';
    if (!isIn) throw new Problem('own-password-wanted');
    const person = actorOfUser(found.user, await this.#extended(found.credential));
    if (found.credential.kind !== 'session') return person;
    const opened = await this.#options.glass.findOpen(found.credential.hash, this.#options.now());
    const proof = this.lock.hasRecentProof(found) ? 'recent' : 'old';
    return { ...person, proof, ...(opened && { opened }) };
  }

  async #end({ credential, user }: FoundCredential): Promise<void> {
    await this.#options.glass.end(credential.hash, this.#options.now());
    await this.#options.people.removeCredential(credential.hash);
    await this.#note(user.author, 'sign-out', 'done');
  }

  /** A session that is used lives on; written now and then only. */
  async #extended(credential: Credential): Promise<Credential> {
    const expiresMilliseconds = this.#options.now() + apiLimits.sessionIdleMillisecondsMax;
    const gained = expiresMilliseconds - credential.expiresMilliseconds;
    if (credential.kind !== 'session' || gained < apiLimits.sessionExtendMillisecondsMax) return credential;
    await this.#options.people.extendCredential(credential.hash, expiresMilliseconds);
    return { ...credential, expiresMilliseconds };
  }

  #note(
    author: string,
    action: NotedAction | AccountAction | 'sign-out',
    outcome: AuditEntry['outcome'],
  ): Promise<void> {
    return this.#options.audit([{ author, action, subject: '', outcome }]);
  }
}
