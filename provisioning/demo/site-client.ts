import { Agent, request } from 'node:https';
import { Problem } from '../../protocol/problem.js';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

const requestMillisecondsMax = 30_000;

/** Speaks HTTPS with a node of the demo as one of its people, by a bearer token. */
export class SiteClient {
  readonly #url: string;
  readonly #token: string;
  readonly #agent: Agent;

  constructor(url: string, token: string, authorityPem: string) {
    this.#url = url;
    this.#token = token;
    this.#agent = new Agent({ ca: authorityPem, keepAlive: true, maxSockets: 8 });
  }

  close(): void {
    this.#agent.destroy();
  }

  /** @throws Problem `hub-unreachable` when nobody answers */
  ask(method: 'GET' | 'POST', path: string, body?: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const outgoing = request(new URL(path, this.#url), {
        method,
        agent: this.#agent,
        headers: this.#headers(path, body),
        signal: AbortSignal.timeout(requestMillisecondsMax),
      });
      outgoing.on('error', (cause) => reject(new Problem('hub-unreachable', this.#url, [], { cause })));
      outgoing.on('response', (incoming) => {
        let text = '';
        incoming.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        incoming.on('error', (cause) => reject(new Problem('hub-unreachable', this.#url, [], { cause })));
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }));
      });
      outgoing.end(body);
    });
  }

  /** Asks and reads JSON. @throws Problem `internal` with the status when the answer is not a success */
  async json(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
    const reply = await this.ask(method, path, body === undefined ? undefined : JSON.stringify(body));
    if (reply.status < 200 || reply.status > 299) {
      // An OperationOutcome names elements and codes, never a patient's data.
      throw new Problem(
        'internal',
        `${method} ${path.split('?')[0]} answered ${reply.status}: ${reply.text.slice(0, 600)}`,
      );
    }
    return JSON.parse(reply.text);
  }

  /** Wakes the caller at every server-sent event; resolves when the stream is open. */
  watch(path: string, wake: () => void): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const outgoing = request(new URL(path, this.#url), { agent: this.#agent, headers: this.#headers(path) });
      outgoing.on('error', (cause) => reject(new Problem('hub-unreachable', this.#url, [], { cause })));
      outgoing.on('response', (incoming) => {
        if (incoming.statusCode !== 200) {
          incoming.resume();
          reject(new Problem('internal', `${path} answered ${incoming.statusCode}`));
          return;
        }
        incoming.on('data', wake);
        incoming.on('error', () => {});
        resolve(() => outgoing.destroy());
      });
      outgoing.end();
    });
  }

  #headers(path: string, body?: string): Record<string, string | number> {
    return {
      authorization: `Bearer ${this.#token}`,
      accept: 'application/fhir+json, application/json, text/event-stream',
      ...(body !== undefined && {
        'content-type': path.startsWith('/fhir') ? 'application/fhir+json' : 'application/json',
        'content-length': Buffer.byteLength(body),
      }),
    };
  }
}
