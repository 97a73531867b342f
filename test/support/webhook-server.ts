import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

type Teardown = { teardown(stop: () => unknown): unknown };

export interface GotPost {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface WebhookServer {
  readonly port: number;
  readonly posts: GotPost[];
  /** What is answered from now on; `silent`: nothing, `endless`: bytes without end. */
  answer: number | 'silent' | 'endless';
}

/** A real receiver of posts on the loopback. */
export async function startWebhookServer(
  t: Teardown,
  tls?: { readonly key: string; readonly cert: string },
): Promise<WebhookServer> {
  const posts: GotPost[] = [];
  const state: { answer: WebhookServer['answer'] } = { answer: 204 };
  const listener: RequestListener = (request, reply) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      posts.push({ headers: request.headers, body });
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
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return Object.assign(state, { port: (server.address() as AddressInfo).port, posts });
}
