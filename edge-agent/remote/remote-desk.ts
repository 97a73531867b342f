import { randomBytes } from 'node:crypto';
import type { LiveEvent } from '../../config/running/live-stream.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import { type RoundResult, WakeLoop } from '../../config/running/wake-loop.js';
import type { NewRemoteRequest, RemoteRequest, RemoteStore } from '../../journal/remote-store.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { Fetched } from '../../protocol/control/fetched.js';
import { createUuidGenerator } from '../../protocol/ids.js';
import { limits } from '../../protocol/limits.js';
import type { OpenSession } from '../links/open-session.js';

export interface RemoteDeskOptions {
  readonly remote: RemoteStore;
  readonly now: () => number;
  readonly timers?: Timers;
  readonly tell: (event: LiveEvent) => void;
  readonly onError: (error: unknown) => void;
}

/** What a `remote` event says: only its author is told. */
export interface RemoteEvent {
  readonly id: string;
  readonly state: RemoteRequest['state'];
  readonly author: string;
}

/** How long the browser is kept waiting for an answer that may come at once, over satellite too. */
const answerMillisecondsMax = 2_500;
/** How often questions whose answer was lost are asked again, and old ones forgotten. */
const lookMilliseconds = 5_000;

/** Asks the hub on behalf of people of this site, at once or when a session opens (rules F8 to F11). */
export class RemoteDesk {
  readonly #options: RemoteDeskOptions;
  readonly #loop: WakeLoop;
  readonly #waiters = new Map<string, (request: RemoteRequest) => void>();
  /** When each question went out over this session. */
  #sent = new Map<string, number>();
  #session: OpenSession | undefined;
  readonly #timers: Timers;
  readonly #newId: () => string;
  #forgetLook: (() => void) | undefined;

  constructor(options: RemoteDeskOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#newId = createUuidGenerator({ now: options.now, randomBytes });
    this.#loop = new WakeLoop(() => this.#round(), options.onError, options.timers);
  }

  start(): void {
    this.#forgetLook = this.#timers.every(lookMilliseconds, () => this.#loop.wake());
    this.#loop.wake();
  }

  async stop(): Promise<void> {
    this.#forgetLook?.();
    this.#session = undefined;
    await this.#loop.stop();
  }

  /** Speaks over another session from now on: what has no answer is asked again over it. */
  use(session: OpenSession | undefined): void {
    this.#session = session;
    this.#sent = new Map();
    this.#loop.wake();
  }

  /**
   * Keeps a question and asks it; resolves with the answer if it comes soon, else with what waits.
   * @throws Problem `too-many-attempts`
   */
  async ask(asked: Omit<NewRemoteRequest, 'id' | 'askedMilliseconds'>): Promise<RemoteRequest> {
    const { remote, now } = this.#options;
    const request: NewRemoteRequest = { ...asked, id: this.#newId(), askedMilliseconds: now() };
    const answered = this.#session === undefined ? undefined : this.#waitFor(request.id);
    await remote.add(request);
    this.#loop.wake();
    const waiting: RemoteRequest = { ...request, state: 'waiting', candidates: [] };
    return (await answered) ?? waiting;
  }

  hear({ requestId, answer }: Fetched): void {
    this.#settle(requestId, answer).catch(this.#options.onError);
  }

  async #settle(requestId: string, answer: Fetched['answer']): Promise<void> {
    const request = await this.#options.remote.settle(requestId, answer);
    if (request === undefined) return;
    this.#waiters.get(requestId)?.(request);
    const event: RemoteEvent = { id: requestId, state: request.state, author: request.author };
    this.#options.tell({ event: 'remote', data: event });
  }

  #waitFor(id: string): Promise<RemoteRequest | undefined> {
    return new Promise((resolve) => {
      const forget = this.#timers.after(answerMillisecondsMax, () => finish(undefined));
      const finish = (request: RemoteRequest | undefined) => {
        forget();
        this.#waiters.delete(id);
        resolve(request);
      };
      this.#waiters.set(id, finish);
    });
  }

  async #round(): Promise<RoundResult> {
    const { remote, now } = this.#options;
    await remote.expire(now());
    const session = this.#session;
    if (session === undefined) return 'idle';
    for (const request of await remote.unanswered(now())) {
      if (session !== this.#session) return 'again';
      const sentAt = this.#sent.get(request.id);
      // The answer may have been lost; a question has one effect however often it is asked.
      if (sentAt !== undefined && now() - sentAt < limits.receiptMillisecondsMax) continue;
      this.#sent.set(request.id, now());
      const { id: requestId, author, role, purpose, ask } = request;
      await session.publish('ctl', encodeControl({ kind: 'fetch', requestId, author, role, purpose, ask }));
    }
    return 'idle';
  }
}
