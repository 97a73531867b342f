import type { Timers } from '../../config/running/timers.js';
import { decodeControl } from '../../protocol/control/control.js';
import type { Lane } from '../../protocol/lane.js';
import type { ProbeKey } from '../../protocol/probe/probe-key.js';
import { isSignedKind } from '../../protocol/session/handshake.js';
import type { HubConnection } from './connection.js';
import type { LinkCause } from './link-cause.js';
import type { LinkWorkerOptions } from './link-worker-options.js';
import type { OpenSession } from './open-session.js';
import type { SiteChannel } from './secure-channel.js';
import { hearControl } from './session-hearers.js';

export interface LinkAttemptEvents {
  /** The hub has welcomed it; again after each renewal of its session. */
  onUp(session: OpenSession, probeKey: ProbeKey | undefined): void;
  /** Its connection ended, once; also when it never came to be. */
  onEnded(cause: LinkCause): void;
}

type Answer = Pick<OpenSession, 'welcome' | 'answerMilliseconds'>;

/** Hellos in a row over one connection: one, and one after each new epoch that the hub asked for. */
const hellosMax = 4;

/** One connection of a link from its beginning to its end: hello, welcome, and what is heard after (rules L2, S2). */
export class LinkAttempt {
  readonly #options: LinkWorkerOptions;
  readonly #timers: Timers;
  readonly #events: LinkAttemptEvents;
  readonly #connection: HubConnection;
  readonly #channel: SiteChannel;
  readonly #certificatePem: string;
  #ended = false;
  #session: OpenSession | undefined;
  /** What came while a welcome was judged; `undefined` when none is. */
  #held: { readonly channel: Lane | 'ctl'; readonly message: Uint8Array }[] | undefined;
  #hellos = 0;
  #helloMilliseconds = 0;
  #saidEpoch = 0;
  #forgetWelcome: (() => void) | undefined;

  constructor(options: LinkWorkerOptions, timers: Timers, events: LinkAttemptEvents) {
    this.#options = options;
    this.#timers = timers;
    this.#events = events;
    const connection = { ...options.connection, ...options.readPair?.() };
    this.#certificatePem = connection.certificatePem;
    this.#connection = options.connect(connection, {
      onReady: () => this.#sayHello().catch(options.onError),
      onMessage: (channel, payload) => this.#hear(channel, payload),
      onClosed: (cause) => this.#end(cause),
    });
    this.#channel = options.openChannel(connection.keyPem);
  }

  get session(): OpenSession | undefined {
    return this.#session;
  }

  start(): void {
    this.#connection.start();
  }

  close(cause?: LinkCause): void {
    this.#connection.close(cause);
  }

  /** Whether what answered is the hub: a certificate that is refused otherwise is one that it showed, not this box's. */
  get hasProvenHub(): boolean {
    return this.#connection.hubKey !== undefined;
  }

  /** Says hello again over the connection as it stands: the cursors are agreed on anew, nothing else is disturbed. */
  renew(): void {
    if (this.#session !== undefined) this.#sayHello().catch(this.#options.onError);
  }

  async #sayHello(): Promise<void> {
    if (this.#ended) return;
    this.#forgetWelcome?.();
    this.#forgetWelcome = this.#timers.after(this.#options.welcomeMillisecondsMax, () =>
      this.#connection.close('blackhole'),
    );
    const hello = await this.#options.readHello(this.#channel.sessionKey);
    const sealed = this.#channel.sealHello(hello);
    this.#saidEpoch = hello.epoch;
    this.#helloMilliseconds = this.#timers.elapsedMilliseconds();
    await this.#connection.publish('ctl', sealed);
  }

  #end(cause: LinkCause): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#forgetWelcome?.();
    this.#session = undefined;
    this.#events.onEnded(cause);
  }

  #hear(channel: Lane | 'ctl', message: Uint8Array): void {
    if (this.#ended) return;
    if (this.#held !== undefined) {
      this.#held.push({ channel, message });
      return;
    }
    try {
      if (channel === 'ctl' && isSignedKind(message)) this.#hearWelcome(message);
      else if (this.#session === undefined) this.#hearBefore(channel, message);
      else {
        const payload = this.#channel.open(channel, message);
        this.#options.onHeard();
        this.#hearIn(this.#session, channel, payload);
      }
    } catch (error) {
      this.#options.onError(error);
    }
  }

  #hearWelcome(message: Uint8Array): void {
    const answerMilliseconds = this.#timers.elapsedMilliseconds() - this.#helloMilliseconds;
    const welcome = this.#channel.openWelcome(this.#connection.hubKey, message);
    const { resumptionKey } = this.#channel;
    if (resumptionKey !== undefined) this.#connection.keepResumption?.(resumptionKey);
    this.#forgetWelcome?.();
    this.#held = [];
    this.#judge({ welcome, answerMilliseconds }).catch((error) => {
      this.#options.onError(error);
      this.#connection.close('hub-down');
    });
  }

  /** What comes behind the welcome waits until it is judged. */
  async #judge(answer: Answer): Promise<void> {
    const admittance = await this.#options.admit(answer.welcome, this.#saidEpoch);
    if (this.#ended) return;
    const held = this.#held ?? [];
    this.#held = undefined;
    if (admittance === 'again') {
      this.#hellos += 1;
      // A hub that is never content with the epoch is asked again after a pause, like one that is down.
      if (this.#hellos > hellosMax) this.#connection.close('hub-down');
      else await this.#sayHello();
      return;
    }
    this.#hellos = 0;
    this.#session = this.#openSession(answer);
    this.#events.onUp(this.#session, this.#channel.probeKey);
    for (const { channel, message } of held) this.#hear(channel, message);
  }

  /** Without a session there is only one thing to hear: that the hub does not want one. */
  #hearBefore(channel: Lane | 'ctl', message: Uint8Array): void {
    const refusal = channel === 'ctl' ? decodeControl(message) : undefined;
    if (refusal?.kind !== 'refusal') return;
    this.#options.onRefusedHello(refusal);
    // A hello that is refused will be refused again: the pause until the next one grows as after any failure.
    this.#connection.close('certificate');
  }

  #hearIn(session: OpenSession, channel: Lane | 'ctl', payload: Uint8Array): void {
    if (channel !== 'ctl') {
      this.#options.onBatch(session, channel, payload);
      return;
    }
    hearControl(this.#options, session, decodeControl(payload));
  }

  #openSession(answer: Answer): OpenSession {
    const { metered, kind } = this.#options;
    const { link } = this.#options.connection;
    const publish = (channel: Lane | 'ctl', payload: Uint8Array) =>
      this.#connection.publish(channel, this.#channel.close(channel, payload));
    const sign = (text: Uint8Array) => this.#channel.sign(text);
    return { link, metered, kind, ...answer, certificatePem: this.#certificatePem, sign, publish };
  }
}
