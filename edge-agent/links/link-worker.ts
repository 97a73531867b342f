import { systemTimers, type Timers } from '../../config/running/timers.js';
import { decodeControl } from '../../protocol/control/control.js';
import type { Hello } from '../../protocol/control/hello.js';
import type { Refusal } from '../../protocol/control/refusal.js';
import type { Welcome } from '../../protocol/control/welcome.js';
import type { Lane } from '../../protocol/lane.js';
import type { ProbeKey } from '../../protocol/probe/probe-key.js';
import { isSignedKind } from '../../protocol/session/handshake.js';
import { backoffMilliseconds } from './backoff.js';
import type { ConnectToHub, HubConnection, HubConnectionOptions } from './connection.js';
import type { LinkCause } from './link-cause.js';
import type { OpenSession } from './open-session.js';
import type { SiteChannel } from './secure-channel.js';
import { hearControl, type SessionHearers } from './session-hearers.js';

export interface LinkWorkerOptions extends SessionHearers {
  readonly connection: HubConnectionOptions;
  readonly connect: ConnectToHub;
  readonly metered: boolean;
  readonly kind: string;
  /** The proofs of a new connection. */
  readonly openChannel: () => SiteChannel;
  /** How long the hub may take to answer a hello. */
  readonly welcomeMillisecondsMax: number;
  /** What to say at the start of a session, with the key of this connection. */
  readonly readHello: (sessionKey: Uint8Array) => Promise<Hello>;
  /** Judges a welcome to a hello of this epoch: the session opens, or hello is said again. */
  readonly admit: (welcome: Welcome, saidEpoch: number) => Promise<'open' | 'again'>;
  /** The hub refused the hello. */
  readonly onRefusedHello: (refusal: Refusal) => void;
  readonly random: () => number;
  readonly timers?: Timers;
  /** The session has opened; what proves the link's probes from now on. */
  readonly onUp: (session: OpenSession, probeKey: ProbeKey | undefined) => void;
  /** The session ended, or an attempt to open one came to nothing. */
  readonly onDown: (cause: LinkCause) => void;
  /** Something came over it that is proven. */
  readonly onHeard: () => void;
}

type Answer = Pick<OpenSession, 'welcome' | 'answerMilliseconds'>;

/** Hellos in a row over one connection: one, and one after each new epoch that the hub asked for. */
const hellosMax = 4;
/** How long at most to wait still for a hub that another link has just reached; spread, for all sites do it at once. */
const hurriedMillisecondsMax = 2_000;

/**
 * One link, while it is wanted: connects, says hello, waits for the welcome, and after a failure tries again with
 * back-off (rules L2, S2). It decides nothing about other links.
 */
export class LinkWorker {
  readonly #options: LinkWorkerOptions;
  readonly #timers: Timers;
  #wanted = false;
  #failures = 0;
  #connection: HubConnection | undefined;
  #session: OpenSession | undefined;
  #channel: SiteChannel | undefined;
  /** What came while a welcome was judged; `undefined` when none is. */
  #held: { readonly channel: Lane | 'ctl'; readonly message: Uint8Array }[] | undefined;
  #hellos = 0;
  #helloMilliseconds = 0;
  #saidEpoch = 0;
  /** The next attempt, and when it is due; `isForHub`: it waits because the hub was away. */
  #retry: { readonly forget: () => void; readonly dueMilliseconds: number; readonly isForHub: boolean } | undefined;
  #forgetWelcome: (() => void) | undefined;

  constructor(options: LinkWorkerOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
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
    this.#retry?.forget();
    this.#retry = undefined;
    const had = this.#session !== undefined;
    this.#connection?.close();
    if (had) this.#options.onDown('none');
  }

  /** The session does not work although the connection stands: give it up and begin anew. */
  fail(cause: LinkCause): void {
    this.#connection?.close(cause);
  }

  /** The hub was reached over another link: what waited because it was away is tried soon (rule L2). */
  hurry(): void {
    if (this.#retry?.isForHub !== true) return;
    const pause = Math.floor(this.#options.random() * hurriedMillisecondsMax);
    if (this.#timers.elapsedMilliseconds() + pause >= this.#retry.dueMilliseconds) return;
    this.#retry.forget();
    this.#tryAfter(pause, true);
  }

  /** Says hello again over the connection as it stands: the cursors are agreed on anew, nothing else is disturbed. */
  renew(): void {
    if (this.#session === undefined || this.#connection === undefined) return;
    this.#sayHello(this.#connection).catch(this.#options.onError);
  }

  #tryAfter(pauseMilliseconds: number, isForHub: boolean): void {
    const forget = this.#timers.after(pauseMilliseconds, () => {
      this.#retry = undefined;
      this.#connect();
    });
    this.#retry = { forget, dueMilliseconds: this.#timers.elapsedMilliseconds() + pauseMilliseconds, isForHub };
  }

  #connect(): void {
    const connection = this.#options.connect(this.#options.connection, {
      onReady: () => this.#sayHello(connection).catch(this.#options.onError),
      onMessage: (channel, payload) => this.#hear(connection, channel, payload),
      onClosed: (cause) => this.#lost(connection, cause),
    });
    this.#channel = this.#options.openChannel();
    this.#connection = connection;
    this.#held = undefined;
    this.#hellos = 0;
    connection.start();
  }

  async #sayHello(connection: HubConnection): Promise<void> {
    const own = this.#channel;
    if (own === undefined || this.#connection !== connection) return;
    this.#forgetWelcome?.();
    this.#forgetWelcome = this.#timers.after(this.#options.welcomeMillisecondsMax, () => connection.close('blackhole'));
    const hello = await this.#options.readHello(own.sessionKey);
    const sealed = own.sealHello(hello);
    this.#saidEpoch = hello.epoch;
    this.#helloMilliseconds = this.#timers.elapsedMilliseconds();
    await connection.publish('ctl', sealed);
  }

  #lost(connection: HubConnection, cause: LinkCause): void {
    if (this.#connection !== connection) return;
    this.#forgetWelcome?.();
    this.#connection = undefined;
    this.#session = undefined;
    if (!this.#wanted) return;
    this.#failures += 1;
    const { random, metered } = this.#options;
    this.#tryAfter(backoffMilliseconds(this.#failures, random(), cause, metered), cause === 'hub-down');
    this.#options.onDown(cause === 'none' ? 'link-down' : cause);
  }

  #hear(connection: HubConnection, channel: Lane | 'ctl', message: Uint8Array): void {
    if (this.#connection !== connection || this.#channel === undefined) return;
    if (this.#held !== undefined) {
      this.#held.push({ channel, message });
      return;
    }
    try {
      if (channel === 'ctl' && isSignedKind(message)) this.#hearWelcome(connection, this.#channel, message);
      else if (this.#session === undefined) this.#hearBefore(connection, channel, message);
      else {
        const payload = this.#channel.open(channel, message);
        this.#options.onHeard();
        this.#hearIn(this.#session, channel, payload);
      }
    } catch (error) {
      this.#options.onError(error);
    }
  }

  #hearWelcome(connection: HubConnection, own: SiteChannel, message: Uint8Array): void {
    const answerMilliseconds = this.#timers.elapsedMilliseconds() - this.#helloMilliseconds;
    const welcome = own.openWelcome(connection.hubKey, message);
    if (own.resumptionKey !== undefined) connection.keepResumption?.(own.resumptionKey);
    this.#forgetWelcome?.();
    this.#held = [];
    this.#judge(connection, own, { welcome, answerMilliseconds }).catch((error) => {
      this.#options.onError(error);
      connection.close('hub-down');
    });
  }

  /** What comes behind the welcome waits until it is judged. */
  async #judge(connection: HubConnection, own: SiteChannel, answer: Answer): Promise<void> {
    const admittance = await this.#options.admit(answer.welcome, this.#saidEpoch);
    if (this.#connection !== connection) return;
    const held = this.#held ?? [];
    this.#held = undefined;
    if (admittance === 'again') {
      this.#hellos += 1;
      // A hub that is never content with the epoch is asked again after a pause, like one that is down.
      if (this.#hellos > hellosMax) connection.close('hub-down');
      else await this.#sayHello(connection);
      return;
    }
    this.#hellos = 0;
    this.#failures = 0;
    this.#session = this.#openSession(connection, own, answer);
    this.#options.onUp(this.#session, own.probeKey);
    for (const { channel, message } of held) this.#hear(connection, channel, message);
  }

  /** Without a session there is only one thing to hear: that the hub does not want one. */
  #hearBefore(connection: HubConnection, channel: Lane | 'ctl', message: Uint8Array): void {
    const refusal = channel === 'ctl' ? decodeControl(message) : undefined;
    if (refusal?.kind !== 'refusal') return;
    this.#options.onRefusedHello(refusal);
    // A hello that is refused will be refused again: the pause until the next one grows as after any failure.
    connection.close('certificate');
  }

  #hearIn(session: OpenSession, channel: Lane | 'ctl', payload: Uint8Array): void {
    if (channel !== 'ctl') {
      this.#options.onBatch(session, channel, payload);
      return;
    }
    hearControl(this.#options, session, decodeControl(payload));
  }

  #openSession(connection: HubConnection, own: SiteChannel, answer: Answer): OpenSession {
    const { metered, kind } = this.#options;
    const { link } = this.#options.connection;
    const publish = (channel: Lane | 'ctl', payload: Uint8Array) =>
      connection.publish(channel, own.close(channel, payload));
    return { link, metered, kind, ...answer, publish };
  }
}
