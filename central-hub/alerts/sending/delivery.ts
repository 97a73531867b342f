import type { Logger } from '../../../config/running/logger.js';
import type { Counter } from '../../../config/running/metrics.js';
import { OneAtATime } from '../../../config/running/one-at-a-time.js';
import { systemTimers, type Timers } from '../../../config/running/timers.js';
import type { WaitingMessage } from '../../../journal/alerts/alert.js';
import type { AlertStore } from '../../../journal/alerts/alert-store.js';
import type { SendFailure } from '../../../protocol/send-failure.js';
import type { AlertChannel, OutgoingMessage } from './alert-channel.js';
import { type AlertMessage, type MessageSurroundings, renderAlert, renderDigest } from './message.js';

export interface DeliveryOptions {
  readonly channel: AlertChannel;
  readonly alerts: AlertStore;
  readonly surroundings: () => Promise<MessageSurroundings>;
  /** Messages by channel and outcome. */
  readonly deliveries: Counter;
  readonly now: () => number;
  readonly timers?: Timers;
  readonly logger: Logger;
  readonly onError: (error: unknown) => void;
}

/** Between two mails, in which more may gather. */
export const mailPauseMilliseconds = 30_000;
/** A message that could not be sent for so long is given up; the console still shows its alert. */
export const giveUpMilliseconds = 24 * 60 * 60_000;
/** How long is waited after each failure in a row; the last one again and again. */
const retryMilliseconds = [10_000, 30_000, 60_000, 2 * 60_000, 5 * 60_000, 10 * 60_000, 15 * 60_000] as const;
const stopMillisecondsMax = 2_000;
const messagesMax = 100;
/** How often the queue is looked into where nobody wakes it. */
const lookMilliseconds = 10_000;
/** What concerns one message only; of all else the next one would fail too. */
const ofOneMessage: ReadonlySet<SendFailure> = new Set(['refused', 'internal']);

interface Parcel {
  readonly messages: readonly WaitingMessage[];
  readonly outgoing: OutgoingMessage;
}

/** Sends what waits for one channel, at least once, until it was sent or is too old (rule L43). */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #timers: Timers;
  readonly #sending: OneAtATime;
  #failures = 0;
  #restUntil = Number.NEGATIVE_INFINITY;
  #endLooks: (() => void) | undefined;
  #stopped = false;
  /** The queue may be closed by now. */
  #abandoned = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#sending = new OneAtATime(() => this.#send(), options.onError);
  }

  start(): void {
    this.#endLooks = this.#timers.every(lookMilliseconds, () => void this.wake());
    void this.wake();
  }

  /** A message that is on its way is waited for a moment; one that takes longer is sent again by the next run. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#endLooks?.();
    await new Promise<void>((resolve) => {
      const forget = this.#timers.after(stopMillisecondsMax, resolve);
      void this.#sending.settled().then(() => {
        forget();
        resolve();
      });
    });
    this.#abandoned = true;
  }

  /** Something new waits. */
  wake(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return this.#sending.run();
  }

  async #send(): Promise<void> {
    const { alerts, channel, now } = this.#options;
    if (this.#timers.elapsedMilliseconds() < this.#restUntil) return;
    const waiting = await alerts.waiting(channel.name, now(), messagesMax);
    const old = waiting.filter(({ createdAt }) => now() - createdAt > giveUpMilliseconds);
    await this.#giveUp(old);
    for (const parcel of await this.#pack(waiting.filter((message) => !old.includes(message)))) {
      if (this.#stopped || !(await this.#sendOne(parcel))) return;
    }
  }

  /** @returns whether the next one may be tried now */
  async #sendOne({ messages, outgoing }: Parcel): Promise<boolean> {
    const { alerts, channel, deliveries, now, logger } = this.#options;
    const ids = messages.map(({ id }) => id);
    const outcome = await channel.send(outgoing);
    if (this.#abandoned) return false;
    if (outcome.sent) {
      await alerts.removeMessages(ids);
      deliveries.add({ channel: channel.name, outcome: 'sent' }, ids.length);
      this.#failures = 0;
      if (!channel.digests) return true;
      this.#restUntil = this.#timers.elapsedMilliseconds() + mailPauseMilliseconds;
      return false;
    }
    const { reason } = outcome;
    const attempts = Math.max(...messages.map((message) => message.attempts));
    await alerts.postpone(ids, now() + retryAfter(attempts));
    deliveries.add({ channel: channel.name, outcome: reason }, ids.length);
    logger.warn({ channel: channel.name, reason, messages: ids.length }, 'alerts were not sent');
    if (ofOneMessage.has(reason)) return true;
    this.#restUntil = this.#timers.elapsedMilliseconds() + retryAfter(this.#failures);
    this.#failures += 1;
    return false;
  }

  async #giveUp(old: readonly WaitingMessage[]): Promise<void> {
    const { alerts, channel, deliveries, logger } = this.#options;
    if (old.length === 0) return;
    await alerts.removeMessages(old.map(({ id }) => id));
    deliveries.add({ channel: channel.name, outcome: 'given-up' }, old.length);
    logger.error({ channel: channel.name, messages: old.length }, 'alerts were given up: they could not be sent');
  }

  async #pack(waiting: readonly WaitingMessage[]): Promise<readonly Parcel[]> {
    const { alerts, channel, surroundings } = this.#options;
    if (waiting.length === 0) return [];
    const around = await surroundings();
    const told: { readonly message: WaitingMessage; readonly said: AlertMessage }[] = [];
    for (const message of waiting) {
      const alert = await alerts.find(message.alert);
      // What a newer program kept has no words here; it waits for that one.
      if (alert !== undefined) told.push({ message, said: { id: message.id, news: message.news, alert } });
    }
    if (channel.digests && told.length > 1) {
      const said = told.map((entry) => entry.said);
      const outgoing = renderDigest(said, around);
      return [{ messages: told.map(({ message }) => message), outgoing }];
    }
    return told.map(({ message, said }) => ({ messages: [message], outgoing: renderAlert(said, around) }));
  }
}

function retryAfter(failures: number): number {
  return retryMilliseconds[Math.min(failures, retryMilliseconds.length - 1)] ?? retryMilliseconds[0];
}
