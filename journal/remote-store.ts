import type { FetchedAnswer } from '../protocol/control/fetched.js';
import type { ResourceId } from '../protocol/ids.js';
import type { ProblemCode } from '../protocol/problem.js';
import type { Candidate, Purpose, RemoteAsk } from '../protocol/remote-ask.js';

/** What people of a site ask the hub for, and the copies that come of it (rules F8 to F11). All at a site. */
export interface RemoteStore {
  /**
   * Keeps a question, with its audit row, in one transaction with fsync.
   * @throws Problem `too-many-attempts` when too many wait already
   */
  add(request: NewRemoteRequest): Promise<void>;
  /** The questions that the hub has to be asked: without an answer, or with a copy that is not whole yet. */
  unanswered(nowMilliseconds: number): Promise<readonly NewRemoteRequest[]>;
  /** Keeps the hub's answer, with its audit rows; `undefined` when nobody asks that (any more). */
  settle(requestId: string, answer: FetchedAnswer): Promise<RemoteRequest | undefined>;
  find(requestId: string): Promise<RemoteRequest | undefined>;
  /** A person's own questions that are not forgotten yet, the newest first. */
  list(author: string, nowMilliseconds: number): Promise<readonly RemoteRequest[]>;
  /** Forgets questions whose time is over, answers included: they hold names. */
  expire(nowMilliseconds: number): Promise<number>;
  /** What this site holds of a patient. */
  copyOf(patient: ResourceId): Promise<HeldPatient>;
}

export interface NewRemoteRequest {
  /** UUIDv7. */
  readonly id: string;
  readonly author: string;
  readonly role: string;
  readonly purpose: Purpose;
  readonly ask: RemoteAsk;
  readonly askedMilliseconds: number;
}

export interface RemoteRequest extends NewRemoteRequest {
  readonly state: 'waiting' | 'answered' | 'refused';
  /** Of a search that is answered. */
  readonly candidates: readonly Candidate[];
  /** Why the hub refused. */
  readonly code?: ProblemCode;
}

export interface HeldPatient {
  /** `own`: the record comes by itself · `copy`: as the hub had it once · `none`: nothing is here. */
  readonly interest: 'own' | 'copy' | 'none';
  /** The hub's time at what the copy holds, milliseconds since 1970. */
  readonly asOfMilliseconds?: number;
  /** Of a copy: whether all of it is here, or (at least) the summary; `coming` before that. */
  readonly state?: 'coming' | 'summary' | 'complete';
}
