import type { FetchedAnswer } from '../protocol/control/fetched.js';
import type { ResourceId } from '../protocol/ids.js';
import { limits } from '../protocol/limits.js';
import { Problem, type ProblemCode } from '../protocol/problem.js';
import type { Candidate, Purpose, RemoteAsk } from '../protocol/remote-ask.js';
import { addAudit } from './audit-log.js';
import type { JournalContext } from './context.js';
import { heldPatient } from './held-patient.js';
import { readNode } from './node-state.js';
import type { HeldPatient, NewRemoteRequest, RemoteRequest, RemoteStore } from './remote-store.js';
import { type RemoteRequestRow, remoteSql } from './sql/remote.js';
import { transaction } from './sqlite/transaction.js';

/** A person's questions that are shown. */
const listMax = 50;

/** {@link RemoteStore} over one SQLite database. */
export class SqliteRemoteStore implements RemoteStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async add({ id, author, role, purpose, ask, askedMilliseconds }: NewRemoteRequest): Promise<void> {
    const { connection } = this.#context;
    const asked = Math.floor(askedMilliseconds);
    transaction(connection, () => {
      const waiting = connection.one(remoteSql.countWaiting, author, expired(asked));
      const isFull = (waiting?.count ?? 0) >= limits.remoteAsksWaitingMax;
      if (isFull || (waiting?.own ?? 0) >= limits.remoteAsksWaitingPerAuthorMax) throw new Problem('too-many-attempts');
      connection.run(remoteSql.add, id, author, role, purpose, JSON.stringify(ask), asked);
      const subject = ask.kind === 'patient' ? `Patient/${ask.patient}` : '';
      addAudit(this.#context, [{ author, action: actionOf(ask, purpose), subject, outcome: 'done' }], asked);
    });
  }

  async unanswered(nowMilliseconds: number): Promise<readonly NewRemoteRequest[]> {
    const { connection } = this.#context;
    const waiting = connection.all(remoteSql.waiting, expired(nowMilliseconds));
    return [...waiting, ...connection.all(remoteSql.unfinished)].map(requestOf);
  }

  async settle(requestId: string, answer: FetchedAnswer): Promise<RemoteRequest | undefined> {
    const { connection } = this.#context;
    return transaction(connection, () => {
      const row = connection.one(remoteSql.find, requestId);
      if (row === undefined) return undefined;
      const { ask } = requestOf(row);
      if (!fits(answer, ask)) return undefined;
      const state = answer.kind === 'refused' ? 'refused' : 'answered';
      connection.run(remoteSql.settle, state, JSON.stringify(answer), requestId);
      if (ask.kind === 'patient') this.#keepCopy(requestId, ask.patient, answer);
      if (row.state === 'waiting') this.#auditAnswer(row, answer);
      return requestOf({ ...row, state, answer: JSON.stringify(answer) });
    });
  }

  async find(requestId: string): Promise<RemoteRequest | undefined> {
    const row = this.#context.connection.one(remoteSql.find, requestId);
    return row && requestOf(row);
  }

  async list(author: string, nowMilliseconds: number): Promise<readonly RemoteRequest[]> {
    return this.#context.connection
      .all(remoteSql.ofAuthor, author, expired(nowMilliseconds), listMax)
      .map((row) => requestOf(row));
  }

  async expire(nowMilliseconds: number): Promise<number> {
    return this.#context.connection.run(remoteSql.expire, expired(nowMilliseconds)).changes;
  }

  async copyOf(patient: ResourceId): Promise<HeldPatient> {
    return heldPatient(this.#context, patient);
  }

  #keepCopy(requestId: string, patient: ResourceId, answer: FetchedAnswer): void {
    const { connection, names } = this.#context;
    const key = names.patient(patient);
    if (answer.kind === 'own') connection.run(remoteSql.removeCopy, key);
    if (answer.kind !== 'copy') return;
    const { asOfMilliseconds, summarySeq, completeSeq } = answer;
    const { hubEpoch } = readNode(connection);
    connection.run(remoteSql.setCopy, key, asOfMilliseconds, hubEpoch, summarySeq, completeSeq ?? null, requestId);
  }

  /** Whom a search named, and whether a record was given. */
  #auditAnswer(row: RemoteRequestRow, answer: FetchedAnswer): void {
    const request = requestOf(row);
    const patients =
      answer.kind === 'candidates'
        ? answer.candidates.map(({ patient }) => patient)
        : request.ask.kind === 'patient'
          ? [request.ask.patient]
          : [];
    const action = `${actionOf(request.ask, request.purpose)} answered` as const;
    const outcome = answer.kind === 'refused' ? 'refused' : 'done';
    const { author } = request;
    const subjects = patients.length === 0 ? [''] : patients.map((patient) => `Patient/${patient}`);
    const entries = subjects.map((subject) => ({ author, action, subject, outcome }) as const);
    addAudit(this.#context, entries, this.#context.now());
  }
}

function actionOf(ask: RemoteAsk, purpose: string) {
  return `remote-${ask.kind} ${purpose}` as const;
}

/** Questions asked at this time or before are over. */
function expired(nowMilliseconds: number): number {
  return Math.floor(nowMilliseconds) - limits.remoteAskMillisecondsMax;
}

/** Whether an answer answers the question. */
function fits(answer: FetchedAnswer, ask: RemoteAsk): boolean {
  if (answer.kind === 'refused') return true;
  return (answer.kind === 'candidates') === (ask.kind === 'search');
}

function requestOf(row: RemoteRequestRow): RemoteRequest {
  const answer = row.answer === null ? undefined : (JSON.parse(row.answer) as FetchedAnswer);
  const candidates: readonly Candidate[] = answer?.kind === 'candidates' ? answer.candidates : [];
  const code: ProblemCode | undefined = answer?.kind === 'refused' ? answer.code : undefined;
  const { id, author, role, state, askedMilliseconds } = row;
  return {
    ...{ id, author, role, purpose: row.purpose as Purpose, ask: JSON.parse(row.ask) as RemoteAsk },
    ...{ state, askedMilliseconds, candidates, ...(code !== undefined && { code }) },
  };
}
