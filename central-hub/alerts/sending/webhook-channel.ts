import { createHmac } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { failureOfStatus } from '../../../protocol/send-failure.js';
import type { OutgoingKind } from '../../../record/privacy/outgoing.js';
import { type AlertChannel, type OutgoingMessage, type SendOutcome, trySending } from './alert-channel.js';

export interface WebhookOptions {
  readonly url: URL;
  readonly secret: string;
  /** PEM; without, the usual authorities. */
  readonly authorities?: readonly string[];
  readonly now: () => number;
  readonly millisecondsMax?: number;
}

/** From the first packet to the last one of the answer. */
const postMillisecondsMax = 10_000;

/** `t=SECONDS,v1=HEX`: HMAC-SHA-256 under the shared secret of the seconds since 1970, a dot and the body. */
export function signatureOf(secret: string, body: string, now: number): string {
  const seconds = Math.floor(now / 1_000);
  const code = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${code}`;
}

/** Posts each message as JSON (rule L43). */
export class WebhookChannel implements AlertChannel {
  readonly name = 'webhook';
  readonly digests = false;
  readonly #options: WebhookOptions;

  constructor(options: WebhookOptions) {
    this.#options = options;
  }

  send({ id, kind, subject, text, data }: OutgoingMessage): Promise<SendOutcome> {
    const { secret, now } = this.#options;
    const body = JSON.stringify({ id, subject, text, ...data });
    const named: OutgoingKind = kind === 'test' ? 'alert-test-post' : 'alert-post';
    const headers = {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      'User-Agent': 'Carnet',
      'Carnet-Delivery': id,
      'Carnet-Message': named,
      'Carnet-Signature': signatureOf(secret, body, now()),
    };
    return trySending(async () => failureOfStatus(await this.#post(headers, body)));
  }

  /** @returns the status. @throws whatever the network says, or that the time was over */

  #post(headers: Readonly<Record<string, string | number>>, body: string): Promise<number> {
    const { url, authorities, millisecondsMax = postMillisecondsMax } = this.#options;
    const signal = AbortSignal.timeout(millisecondsMax);
    // A connection of its own each time: what was idle for an hour is often dead and does not say so.
    const options = { method: 'POST', headers, signal, agent: false } as const;
    return new Promise((resolve, reject) => {
      // What is broken off for its time says of itself only that it was broken off.
      const fail = (error: Error) => reject(signal.aborted ? signal.reason : error);
      const onAnswer = (answer: IncomingMessage) => {
        // What it says is nobody's concern; that it came is.
        answer.on('error', fail).on('end', () => resolve(answer.statusCode ?? 0));
        answer.resume();
      };
      const request =
        url.protocol === 'https:'
          ? httpsRequest(url, { ...options, ...(authorities && { ca: [...authorities] }) }, onAnswer)
          : httpRequest(url, options, onAnswer);
      request.on('error', fail);
      request.end(body);
    });
  }
}
