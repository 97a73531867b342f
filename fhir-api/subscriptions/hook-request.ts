import { type LookupAddress, lookup } from 'node:dns';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { failureOf, failureOfStatus } from '../../protocol/send-failure.js';
import type { OutgoingKind } from '../../record/privacy/outgoing.js';
import { apiLimits } from '../limits.js';
import type { AddressJudge } from './endpoint-address.js';
import type { HookFailure } from './hook-failure.js';
import type { HookHeader } from './hook-headers.js';

/** One message to a receiver. */
export interface HookMessage {
  readonly endpoint: URL;
  readonly headers: readonly HookHeader[];
  /** The same in each attempt. */
  readonly notification: string;
  /** Whether it only asks if anybody is there. */
  readonly isGreeting: boolean;
  /** What is sent, and where below the endpoint: `Type/id`. */
  readonly content?: { readonly key: string; readonly text: string };
}

export type HookOutcome = { readonly taken: true } | { readonly taken: false; readonly reason: HookFailure };

export interface HookSenderOptions {
  readonly allows: AddressJudge;
  /** PEM; without, the usual authorities. */
  readonly authorities?: readonly string[] | undefined;
  /** How names are looked up; by the system unless told. */
  readonly resolve?: ResolveName;
  readonly millisecondsMax?: number;
}

export type ResolveName = (
  host: string,
  done: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

/** Makes one attempt; of what the receiver answers only the status is looked at. */
export class HookSender {
  readonly #options: HookSenderOptions;

  constructor(options: HookSenderOptions) {
    this.#options = options;
  }

  /** @param ended breaks it off */
  async send(message: HookMessage, ended: AbortSignal): Promise<HookOutcome> {
    try {
      const reason = reasonOf(await this.#request(message, ended), message.isGreeting);
      return reason === undefined ? { taken: true } : { taken: false, reason };
    } catch (error) {
      const isRefused = error instanceof AddressRefused || (error as Error).cause instanceof AddressRefused;
      return { taken: false, reason: isRefused ? 'address-refused' : failureOf(error) };
    }
  }

  /**
   * FHIR R4 §2.46, channel type rest-hook: a POST to the endpoint; with content, an update below it as a service base.
   * @returns the status. @throws whatever the network says, or that the time was over
   */
  #request(message: HookMessage, ended: AbortSignal): Promise<number> {
    const { endpoint, content } = message;
    const { millisecondsMax = apiLimits.hookAttemptMillisecondsMax, authorities } = this.#options;
    const url = content === undefined ? endpoint : below(endpoint, content.key);
    const isSecure = url.protocol === 'https:';
    const time = AbortSignal.timeout(millisecondsMax);
    const signal = AbortSignal.any([time, ended]);
    const options: RequestOptions = {
      method: content === undefined ? 'POST' : 'PUT',
      headers: headersOf(message),
      // A connection of its own each time: what was idle for an hour is often dead and does not say so.
      ...{ signal, agent: false, lookup: this.#lookup(isSecure) },
      maxHeaderSize: 16 * 1024,
    };
    return new Promise((resolve, reject) => {
      const address = url.hostname.replace(/^\[|\]$/g, '');
      // Addresses are not looked up as names are.
      if (isIP(address) !== 0 && !this.#options.allows(address, isSecure)) return reject(new AddressRefused());
      const onAnswer = (answer: IncomingMessage) => {
        resolve(answer.statusCode ?? 0);
        // What it says beyond is nobody's concern, however much it is.
        answer.destroy();
      };
      const request = isSecure
        ? httpsRequest(url, { ...options, ...(authorities && { ca: [...authorities] }) }, onAnswer)
        : httpRequest(url, options, onAnswer);
      // What is broken off for its time says of itself only that it was broken off.
      request.on('error', (error) => reject(time.aborted ? time.reason : error));
      request.end(content?.text);
    });
  }

  /** Every address of a name is judged where it is connected to, so that no second look-up can bring another. */
  #lookup(isSecure: boolean): LookupFunction {
    const { allows, resolve = resolveBySystem } = this.#options;
    return (host, options, done) => {
      resolve(host, (error, found) => {
        const [first] = found;
        if (error !== null || first === undefined) return done(error ?? notFound(), []);
        if (!found.every(({ address }) => allows(address, isSecure))) return done(new AddressRefused(), []);
        return options.all === true ? done(null, found) : done(null, first.address, first.family);
      });
    };
  }
}

class AddressRefused extends Error {}

function resolveBySystem(host: string, done: Parameters<ResolveName>[1]): void {
  lookup(host, { all: true }, (error, found) => done(error, found ?? []));
}

function notFound(): NodeJS.ErrnoException {
  return Object.assign(new Error('no address'), { code: 'ENOTFOUND' });
}

/** `Type/id` below a service base; what the endpoint has of a query stays. */
function below(endpoint: URL, key: string): URL {
  const url = new URL(endpoint);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${key}`;
  return url;
}

function headersOf({ headers, notification, isGreeting, content }: HookMessage) {
  const kind: OutgoingKind = isGreeting ? 'hook-greeting' : content === undefined ? 'hook-notice' : 'hook-record';
  return {
    ...Object.fromEntries(headers),
    'User-Agent': 'Carnet',
    'Carnet-Notification': notification,
    'Carnet-Message': kind,
    'Content-Length': content === undefined ? 0 : Buffer.byteLength(content.text),
    ...(content !== undefined && { 'Content-Type': 'application/fhir+json' }),
  };
}

/**
 * A greeting asks whether anybody is there who lets us in: a service that takes updates below its base may well refuse a POST
 * to it.
 */
function reasonOf(status: number, isGreeting: boolean): HookFailure | undefined {
  if (status === 410) return 'gone';
  const reason = failureOfStatus(status);
  return isGreeting && reason === 'refused' ? undefined : reason;
}
