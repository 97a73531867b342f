import type { AccountChange } from '../record/accounts/account-change.js';
import type { Role } from '../record/role.js';
import type { Approval } from './approvals/approval-store.js';

/** The people and machines that may use this node. Passwords and tokens are kept only as hashes. */
export interface PeopleStore {
  /** @param asked what waits of it for a second person. @throws Problem `already-exists` */
  addUser(user: User, asked?: Omit<Approval, 'refusedBy'>): Promise<void>;
  findUser(name: string): Promise<User | undefined>;
  listUsers(): Promise<readonly User[]>;
  /**
   * @param change a password is the person's own unless it says when it was given
   * @param told what their person is told of it
   * @throws Problem `not-found`
   */
  updateUser(
    name: string,
    change: Partial<Pick<User, 'passwordHash' | 'givenMilliseconds' | 'disabled' | 'role'>>,
    told?: AccountChange,
  ): Promise<void>;
  /** @param origin of a session: where it was opened */
  addCredential(credential: Credential, origin?: SessionOrigin): Promise<void>;
  /** The sessions of a person that have not ended, those begun last first; a hundred at most. */
  listSessions(user: string, nowMilliseconds: number): Promise<readonly OpenSession[]>;
  /** The credential and its user, while neither is expired or disabled. */
  findCredential(hash: string, nowMilliseconds: number): Promise<FoundCredential | undefined>;
  /** All sessions that have not ended, of people whose accounts are not disabled: those begun last, at most a thousand. */
  openSessions(nowMilliseconds: number): Promise<readonly FoundCredential[]>;
  /** Moves the end of a credential that is still there to a later time; one that was removed stays removed. */
  extendCredential(hash: string, expiresMilliseconds: number): Promise<void>;
  /** Notes what became of a session that is still there. */
  markSession(
    hash: string,
    marks: Partial<Pick<SessionMarks, 'usedMilliseconds' | 'provedMilliseconds'>>,
  ): Promise<void>;
  /** @param told what the person whose it was is told of it */
  removeCredential(hash: string, told?: AccountChange): Promise<void>;
  /** Ends all sessions of a person; their tokens stay. */
  removeSessions(user: string): Promise<void>;
  /** Ends all sessions of a person but one. @param kept SHA-256 of its secret, hex */
  removeOtherSessions(user: string, kept: string): Promise<void>;
  /** Ends the sessions of everybody; tokens stay. */
  removeAllSessions(): Promise<void>;
  /** Removes what has expired; returns how many. */
  expireCredentials(nowMilliseconds: number): Promise<number>;
  /** The clock was found to be wrong: moves what was begun or given by it, and ends no session later than one can that begins now. */
  moveCredentials(move: CredentialMove): Promise<void>;
}

export interface FoundCredential {
  readonly credential: Credential;
  readonly user: User;
  /** Of a session. */
  readonly marks: SessionMarks;
}

/** Where a session was opened. */
export interface SessionOrigin {
  /** On the network; '' where it is not known. */
  readonly address: string;
  /** Browser and system; '' where they are not known. */
  readonly device: string;
}

/** A session that has not ended. Times in milliseconds since 1970. */
export interface OpenSession extends SessionOrigin {
  /** SHA-256 of its secret, hex. */
  readonly hash: string;
  readonly createdMilliseconds: number;
  /** When somebody was last at work in it; 0 where it was locked by hand. */
  readonly usedMilliseconds: number;
}

/** How a session stands. Times in milliseconds since 1970. */
export interface SessionMarks {
  /** When somebody was last at work in it; 0 where it was locked by hand. */
  readonly usedMilliseconds: number;
  /** When its person last proved by all that they have who they are. */
  readonly provedMilliseconds: number;
  /** Wrong PINs in a row. */
  readonly pinMisses: number;
}

export interface CredentialMove {
  /** Since when the wrong clock was used, by that clock. */
  readonly sinceMilliseconds: number;
  readonly byMilliseconds: number;
  readonly sessionEndsMilliseconds: number;
}

export interface User {
  /** What they type: 1–64 of `a-z 0-9 . -`. */
  readonly name: string;
  readonly displayName: string;
  readonly role: Role;
  /** `scrypt$N$r$p$salt$hash`, base64url; made and checked by `fhir-api/session`. */
  readonly passwordHash: string;
  /** When somebody else gave them that password, milliseconds since 1970; absent where it is their own. */
  readonly givenMilliseconds?: number | undefined;
  /** The author of what they write: a FHIR reference, `Practitioner/…`. */
  readonly author: string;
  readonly disabled: boolean;
}

/** A session of a browser or a token of a machine. */
export interface Credential {
  /** SHA-256 of the secret, hex; the secret itself is never kept. */
  readonly hash: string;
  readonly kind: 'session' | 'token';
  readonly user: string;
  readonly createdMilliseconds: number;
  readonly expiresMilliseconds: number;
}
