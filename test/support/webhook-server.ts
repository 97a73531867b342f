import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

type Teardown = { teardown(stop: () => unknown): unknown };

export interface GotPost {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface WebhookServer {
  readonly port: number;
  readonly posts: GotPost[];
  /** What is answered from now on; `silent`: nothing, `endless`: bytes without end. */
  answer: number | 'silent' | 'endless';
  /** Nobody is there any more. */
  close(): Promise<void>;
}

/** A real receiver of posts on the loopback. */
export async function startWebhookServer(
  t: Teardown,
  tls?: { readonly key: string; readonly cert: string },
  port = 0,
): Promise<WebhookServer> {
  const posts: GotPost[] = [];
  const state: Pick<WebhookServer, 'answer'> = { answer: 204 };
  const listener: RequestListener = (request, reply) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      posts.push({ method: request.method, url: request.url, headers: request.headers, body });
      const { answer } = state;
      if (answer === 'silent') return;
      if (answer === 'endless') {
        reply.writeHead(200);
        const timer = setInterval(() => reply.write('x'.repeat(1_000)), 10);
        reply.on('close', () => clearInterval(timer));
        return;
      }
      reply.writeHead(answer, answer === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end('done');
    });
  };
  const server = tls === undefined ? createServer(listener) : createHttpsServer(tls, listener);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  t.teardown(close);
  return Object.assign(state, { port: (server.address() as AddressInfo).port, posts, close });
}
