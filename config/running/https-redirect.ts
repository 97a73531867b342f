import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** What a request over plain HTTP is sent to. */
export interface RedirectPlace {
  /** Names and addresses that the site is reached by, the one to tell people first. */
  readonly hosts: readonly string[];
  readonly port: number;
}

/** This machine's own names, which it serves by another certificate. */
const loopbackNames = ['localhost', '127.0.0.1'] as const;

/**
 * Where a request is sent instead (rule T45); `undefined` where it is refused: what holds a proof or something to be stored has been
 * read on the way already, and whoever sent it so must be told, not helped. Never leads to another machine, whatever the request says.
 */
export function redirectOf(
  { method, url = '', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  { hosts, port }: RedirectPlace,
): string | undefined {
  const isLook = method === 'GET' || method === 'HEAD';
  const isPath = /^\/[\x21-\x7e]*$/.test(url);
  if (!isLook || !isPath || headers.authorization !== undefined || headers.cookie !== undefined) return undefined;
  const asked = (headers.host ?? '').toLowerCase().replace(/:\d*$/, '');
  const host = [...hosts, ...loopbackNames].includes(asked) ? asked : hosts[0];
  return `https://${host}:${port}${url}`;
}

/** Answers plain HTTP by the way to HTTPS, without a body, and by nothing else. It is given its connections. */
export function createRedirector(place: () => RedirectPlace): Server {
  const server = createServer({ maxHeaderSize: 8 * 1024 }, (request: IncomingMessage, response: ServerResponse) => {
    const location = redirectOf(request, place());
    response.sendDate = false;
    response.writeHead(location === undefined ? 400 : 308, {
      ...(location !== undefined && { location }),
      ...{ 'content-length': 0, 'cache-control': 'no-store', connection: 'close' },
    });
    response.end();
  });
  server.on('clientError', (_error, socket) => void socket.destroy());
  for (const event of ['upgrade', 'connect'] as const) server.on(event, (_request, socket) => void socket.destroy());
  return server;
}
