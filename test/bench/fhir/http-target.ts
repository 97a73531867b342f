import { Agent as PlainAgent, request as requestPlain } from 'node:http';
import { request as requestSecure, Agent as SecureAgent } from 'node:https';
import { percentile } from '../measurement.js';

/** A FHIR server that is measured. */
export interface HttpTarget {
  /** Of the FHIR base, no slash at its end. */
  readonly base: string;
  readonly authorityPem?: string;
  readonly token?: string;
}

export interface Exchange {
  readonly method: 'GET' | 'POST';
  /** After the base, with its slash; empty for the base itself. */
  readonly path: string;
  readonly body?: string;
}

export interface Load {
  /** Connections, each of which asks again as soon as it is answered. */
  readonly clients: number;
  readonly requestsMax: number;
  /** After which no request begins. */
  readonly secondsMax: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  readonly perSecond: number;
}

/** One target with as many connections as it has clients, kept open between requests. */
export class HttpClients {
  readonly #target: HttpTarget;
  readonly #agent: PlainAgent;
  readonly #ask: typeof requestPlain;

  constructor(target: HttpTarget) {
    this.#target = target;
    const isSecure = target.base.startsWith('https:');
    this.#agent = isSecure
      ? new SecureAgent({ keepAlive: true, ...(target.authorityPem !== undefined && { ca: target.authorityPem }) })
      : new PlainAgent({ keepAlive: true });
    this.#ask = isSecure ? (requestSecure as typeof requestPlain) : requestPlain;
  }

  /** How long an answer took, milliseconds. @throws as {@link ask} */
  async time(exchange: Exchange): Promise<{ readonly text: string; readonly milliseconds: number }> {
    const asked = performance.now();
    const text = await this.ask(exchange);
    return { text, milliseconds: performance.now() - asked };
  }

  /** Closes what stands open. */
  close(): void {
    this.#agent.destroy();
  }

  /**
   * A connection that the server closed meanwhile is opened anew: one that is slow finds those of others idle for too long.
   * @throws Error with the status, never the body, when the answer is not a success
   */
  async ask(exchange: Exchange): Promise<string> {
    try {
      return await this.#askOnce(exchange);
    } catch (cause) {
      if (!(cause instanceof ConnectionClosed)) throw cause;
      return this.ask(exchange);
    }
  }

  #askOnce({ method, path, body }: Exchange): Promise<string> {
    const { base, token } = this.#target;
    const headers = {
      accept: 'application/fhir+json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/fhir+json', 'content-length': Buffer.byteLength(body) }),
    };
    return new Promise((resolve, reject) => {
      const outgoing = this.#ask(`${base}${path}`, { method, agent: this.#agent, headers }, (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const { statusCode = 0 } = incoming;
          if (statusCode >= 200 && statusCode < 300) resolve(Buffer.concat(parts).toString('utf8'));
          else reject(new Error(`${method} ${path.split('?')[0]} answered ${statusCode}`));
        });
      });
      outgoing.on('error', (cause: NodeJS.ErrnoException) => {
        const isClosed = outgoing.reusedSocket && (cause.code === 'ECONNRESET' || cause.code === 'EPIPE');
        reject(isClosed ? new ConnectionClosed(cause.message) : cause);
      });
      outgoing.end(body);
    });
  }

  /**
   * How long answers take under a load, and how many there are in a second. Each client has asked once before, so that
   * no connection is opened meanwhile; afterwards all are closed, for a server closes those that stay idle.
   */
  async drive(exchangeOf: (index: number) => Exchange, load: Load): Promise<LoadResult> {
    const milliseconds: number[] = [];
    let next = load.clients;
    await Promise.all(Array.from({ length: load.clients }, (_, index) => this.ask(exchangeOf(index))));
    const requestsEnd = next + load.requestsMax;
    const began = performance.now();
    const until = began + load.secondsMax * 1000;
    const client = async () => {
      while (next < requestsEnd && performance.now() < until) {
        const exchange = exchangeOf(next);
        next += 1;
        milliseconds.push((await this.time(exchange)).milliseconds);
      }
    };
    await Promise.all(Array.from({ length: load.clients }, client));
    const seconds = (performance.now() - began) / 1000;
    this.close();
    return resultOf(milliseconds, seconds);
  }
}

/** By the server, while it was kept open for another question; a new one never is. */
class ConnectionClosed extends Error {}

/** What so many answers came to that took these milliseconds, within so many seconds. */
export function resultOf(milliseconds: readonly number[], seconds: number): LoadResult {
  return {
    requests: milliseconds.length,
    p50Milliseconds: percentile(milliseconds, 0.5),
    p99Milliseconds: percentile(milliseconds, 0.99),
    perSecond: milliseconds.length / seconds,
  };
}
