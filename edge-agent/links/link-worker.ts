import type { AttachmentMessage } from '../../config/running/attachment-exchange.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { Bootstrap } from '../../protocol/control/bootstrap.js';
import type { Confirmed } from '../../protocol/control/confirmed.js';
import { decodeControl, encodeControl } from '../../protocol/control/control.js';
import type { DigestAnswer } from '../../protocol/control/digest-answer.js';
import type { Fetched } from '../../protocol/control/fetched.js';
import type { Hello } from '../../protocol/control/hello.js';
import type { Receipt } from '../../protocol/control/receipt.js';
import type { Refusal } from '../../protocol/control/refusal.js';
import type { Welcome } from '../../protocol/control/welcome.js';
import type { LinkName } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import { backoffMilliseconds } from './backoff.js';
import type { LinkFacts } from './choose-link.js';
import type { ConnectToHub, HubConnection, HubConnectionOptions } from './connection.js';
import type { LinkCause } from './link-cause.js';

/** A link that the hub has welcomed us over. */
export interface OpenSession {
  readonly link: LinkName;
  readonly metered: boolean;
  readonly kind: string;
  readonly welcome: Welcome;
  publish(channel: Lane | 'ctl', payload: Uint8Array): Promise<void>;
}

export interface LinkWorkerOptions {
  readonly connection: HubConnectionOptions;
  readonly connect: ConnectToHub;
  readonly metered: boolean;
  readonly kind: string;
  /** How long the hub may take to answer a hello. */
  readonly welcomeMillisecondsMax: number;
  /** What to say at the start of a session. */
  readonly readHello: () => Promise<Hello>;
  readonly now: () => number;
  readonly random: () => number;
  readonly timers?: Timers;
  /** Its condition changed. */
  readonly onChanged: () => void;
  /** Called before anything else is heard over the session. */
  readonly onWelcome: (session: OpenSession) => void;
  readonly onBatch: (session: OpenSession, lane: Lane, payload: Uint8Array) => void;
  readonly onReceipt: (session: OpenSession, receipt: Receipt) => void;
  readonly onDigestAnswer: (session: OpenSession, answer: DigestAnswer) => void;
  readonly onConfirmed: (session: OpenSession, confirmed: Confirmed) => void;
  /** The hub asks for the receipt of a lane of its feed. */
  readonly onAsk: (session: OpenSession, lane: Lane) => void;
  readonly onRefusal: (session: OpenSession, refusal: Refusal) => void;
  readonly onBootstrap: (bootstrap: Bootstrap) => void;
  readonly onFetched: (fetched: Fetched) => void;
  readonly onAttachment: (session: OpenSession, message: AttachmentMessage) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * One link, while it is wanted: connects, says hello, waits for the welcome, and after a failure tries again with
 * back-off (rules L2, S2). It decides nothing about other links.
 */
export class LinkWorker {
  readonly #options: LinkWorkerOptions;
  readonly #timers: Timers;
  #wanted = false;
  #condition: LinkFacts['condition'] = 'untried';
  #cause: LinkCause = 'none';
  #sinceMilliseconds: number;
  #failures = 0;
  #connection: HubConnection | undefined;
  #session: OpenSession | undefined;
  #forgetRetry: (() => void) | undefined;
  #forgetWelcome: (() => void) | undefined;

  constructor(options: LinkWorkerOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#sinceMilliseconds = options.now();
  }

  get facts(): LinkFacts {
    return { name: this.#options.connection.link, condition: this.#condition };
  }

  get cause(): LinkCause {
    return this.#cause;
  }

  /** Since when it is in this condition, milliseconds since 1970. */
  get sinceMilliseconds(): number {
    return this.#sinceMilliseconds;
  }

  get session(): OpenSession | undefined {
    return this.#session;
  }

  get kind(): string {
    return this.#options.kind;
  }

  /** Holds or tries the link from now on, or lets it go. */
  want(wanted: boolean): void {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    if (wanted) {
      this.#connect();
      return;
    }
    this.#forgetRetry?.();
    this.#connection?.close();
    this.#become('untried', 'none');
  }

  /** The session does not work although the connection stands: give it up and begin anew. */
  fail(cause: LinkCause): void {
    this.#connection?.close(cause);
  }

  /** Says hello again over the connection as it stands: the cursors are agreed on anew, nothing else is disturbed. */
  renew(): void {
    if (this.#session === undefined || this.#connection === undefined) return;
    this.#sayHello(this.#connection).catch(this.#options.onError);
  }

  #connect(): void {
    const connection = this.#options.connect(this.#options.connection, {
      onReady: () => this.#sayHello(connection).catch(this.#options.onError),
      onMessage: (channel, payload) => this.#hear(connection, channel, payload),
      onClosed: (cause) => this.#lost(connection, cause),
    });
    this.#connection = connection;
    connection.start();
  }

  async #sayHello(connection: HubConnection): Promise<void> {
    this.#forgetWelcome?.();
    this.#forgetWelcome = this.#timers.after(this.#options.welcomeMillisecondsMax, () => connection.close('blackhole'));
    await connection.publish('ctl', encodeControl(await this.#options.readHello()));
  }

  #lost(connection: HubConnection, cause: LinkCause): void {
    if (this.#connection !== connection) return;
    this.#forgetWelcome?.();
    this.#connection = undefined;
    this.#session = undefined;
    if (!this.#wanted) return;
    this.#failures += 1;
    const pause = backoffMilliseconds(this.#failures, this.#options.random());
    this.#forgetRetry = this.#timers.after(pause, () => this.#connect());
    this.#become('down', cause === 'none' ? 'link-down' : cause);
  }

  #hear(connection: HubConnection, channel: Lane | 'ctl', payload: Uint8Array): void {
    if (this.#connection !== connection) return;
    try {
      if (channel === 'ctl') this.#hearControl(connection, payload);
      else if (this.#session !== undefined) this.#options.onBatch(this.#session, channel, payload);
    } catch (error) {
      this.#options.onError(error);
    }
  }

  #hearControl(connection: HubConnection, payload: Uint8Array): void {
    const message = decodeControl(payload);
    const session = this.#session;
    switch (message.kind) {
      case 'welcome':
        this.#forgetWelcome?.();
        this.#failures = 0;
        this.#session = this.#openSession(connection, message);
        this.#options.onWelcome(this.#session);
        this.#become('up', 'none');
        return;
      case 'receipt':
        if (session !== undefined) this.#options.onReceipt(session, message);
        return;
      case 'refusal':
        if (session !== undefined) this.#options.onRefusal(session, message);
        // A hello that is refused will be refused again: the pause until the next one grows as after any failure.
        else connection.close('certificate');
        return;
      case 'fetched':
        this.#options.onFetched(message);
        return;
      case 'digest-answer':
        if (session !== undefined) this.#options.onDigestAnswer(session, message);
        return;
      case 'confirmed':
        if (session !== undefined) this.#options.onConfirmed(session, message);
        return;
      case 'bootstrap':
        this.#options.onBootstrap(message);
        return;
      case 'ask':
        if (session !== undefined) this.#options.onAsk(session, message.lane);
        return;
      case 'chunk-want':
      case 'chunk':
      case 'chunk-done':
        if (session !== undefined) this.#options.onAttachment(session, message);
        return;
      case 'hello':
      case 'report':
      case 'fetch':
        return;
    }
  }

  #openSession(connection: HubConnection, welcome: Welcome): OpenSession {
    const { metered, kind } = this.#options;
    const { link } = this.#options.connection;
    return { link, metered, kind, welcome, publish: (channel, payload) => connection.publish(channel, payload) };
  }

  #become(condition: LinkFacts['condition'], cause: LinkCause): void {
    if (condition !== this.#condition || cause !== this.#cause) this.#sinceMilliseconds = this.#options.now();
    this.#condition = condition;
    this.#cause = cause;
    this.#options.onChanged();
  }
}
