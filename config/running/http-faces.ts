import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { Problem } from '../../protocol/problem.js';
import { problems } from '../../protocol/problems.js';
import { isFatal, problemOf } from './exit.js';
import type { Logger } from './logger.js';
import { isLoopback } from './loopback.js';
import { type BrokenRequest, endBrokenRequest, type RequestLimits, requestLimits } from './request-limits.js';
import { type LanPair, SecureListener, type ShownPair } from './secure-listener.js';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

export interface HttpFacesOptions {
  readonly https: ListenAddress;
  /** Plain HTTP for this machine's own browsers; on loopback only. */
  readonly http: ListenAddress | undefined;
  readonly keyPem: string;
  readonly certificatePem: string;
  readonly logger: Logger;
  /** Told of what no handler expected; its words are not for the caller. */
  readonly onError: (error: unknown) => void;
  /** A request was ended before anybody read it. */
  readonly onBroken?: (reason: BrokenRequest) => void;
  /** Absent: those of the product. */
  readonly limits?: RequestLimits;
}

/** One application on two listeners: HTTPS for the network, plain HTTP for the machine's own browser. */
export interface HttpFaces {
  readonly app: FastifyInstance;
  /** @throws Problem `port-in-use`, `permission-denied` */
  listen(): Promise<{ readonly httpsPort: number; readonly httpPort: number | undefined }>;
  /** Shows another certificate to whoever connects from now on; who is connected stays so. */
  show(pair: ShownPair): void;
  /** Shows workstations the certificate of their LAN from now on; then plain HTTP is sent to HTTPS, too (rules T43, T45). */
  showLan(pair: LanPair): void;
  close(): Promise<void>;
}

const bodyBytesMax = 16 * 1024 * 1024;

/** Builds the application; routes are added to `app` before `listen`. */
export function createHttpFaces(options: HttpFacesOptions): HttpFaces {
  if (options.http !== undefined && !isLoopback(options.http.host)) {
    throw new Problem('usage-wrong', 'plain HTTP may listen on loopback only');
  }
  const limits = options.limits ?? requestLimits;
  const endBroken = (error: unknown, socket: Duplex) => {
    const reason = endBrokenRequest(error, socket);
    if (reason !== undefined) options.onBroken?.(reason);
  };
  let plain: HttpServer | undefined;
  let secure: SecureListener | undefined;
  const app = Fastify({
    loggerInstance: options.logger as never,
    // Its own lines would hold addresses, and addresses hold names that were searched for (rule R3).
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyBytesMax,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 128, ignoreTrailingSlash: true },
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    frameworkErrors: (_error, _request, reply) => sendProblem(reply as never, new Problem('not-found')),
    clientErrorHandler: endBroken,
    serverFactory: (handler) => {
      if (options.http !== undefined) plain = createHttpServer(limits, handler).on('clientError', endBroken);
      secure = new SecureListener(options, handler, limits);
      return secure.server as never;
    },
  }) as unknown as FastifyInstance;
  addHeaders(app, () => secure?.lanHosts ?? []);
  addErrorAnswers(app, options);
  return {
    app,
    listen: async () => {
      await app.ready();
      const httpsPort = await listenOn(app.server, options.https);
      const httpPort = plain && options.http ? await listenOn(plain, options.http) : undefined;
      return { httpsPort, httpPort };
    },
    show: (pair) => secure?.show(pair),
    showLan: (pair) => secure?.showLan(pair),
    close: async () => {
      secure?.closeGiven();
      const plainClosed = plain === undefined ? undefined : closeServer(plain);
      const secureClosed = closeServer(app.server);
      await app.close();
      await Promise.all([plainClosed, secureClosed]);
    },
  };
}

/** No route has a JSON schema; Fastify would load the compilers of them for nothing, a tenth of the time of a start. */
function noSchemas(): never {
  throw new Problem('internal', 'routes have no schema');
}

/** Half a year: long enough for a ward that is closed for the summer. */
const strictTransport = `max-age=${182 * 24 * 60 * 60}`;

function addHeaders(app: FastifyInstance, lanHosts: () => readonly string[]): void {
  const policy = [
    "default-src 'self'",
    "img-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
  app.addHook('onRequest', async (request, reply) => {
    reply.header('Content-Security-Policy', policy);
    reply.header('X-Content-Type-Options', 'nosniff');
    reply.header('Referrer-Policy', 'no-referrer');
    reply.header('Cross-Origin-Opener-Policy', 'same-origin');
    reply.header('Cross-Origin-Resource-Policy', 'same-origin');
    // Not for localhost: a browser would then refuse every plain page of this machine, whatever its port.
    const isLan = request.raw.socket instanceof TLSSocket && lanHosts().includes(request.hostname.toLowerCase());
    if (isLan) reply.header('Strict-Transport-Security', strictTransport);
    if (/^\/(api|fhir)(\/|\?|$)/.test(request.url)) reply.header('Cache-Control', 'no-store');
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    const milliseconds = Math.round(reply.elapsedTime);
    request.log.debug(
      { method, route: routeOptions.url ?? 'none', status: reply.statusCode, milliseconds },
      'answered',
    );
  });
}

function addErrorAnswers(app: FastifyInstance, options: HttpFacesOptions): void {
  // Also for the plugins that answer errors in their own form: a failed disk concerns the whole program.
  app.addHook('onError', async (_request, _reply, error) => {
    if (isFatal(error)) options.onError(error);
  });
  app.setErrorHandler((error, _request, reply) => {
    const status = (error as { statusCode?: unknown }).statusCode;
    if (!(error instanceof Problem) && typeof status === 'number' && status >= 400 && status < 500) {
      return sendProblem(reply, new Problem(status === 413 ? 'too-large' : 'body-malformed'));
    }
    const problem = problemOf(error);
    if (problem.code === 'internal') options.onError(error);
    return sendProblem(reply, problem);
  });
}

interface ProblemReply {
  code(status: number): { type(type: string): { send(payload: unknown): unknown } };
}

/** The JSON of a refusal outside of FHIR: the code, the words in both languages, and the detail. */
export function sendProblem(reply: ProblemReply, problem: Problem): unknown {
  const { status, en, fr } = problems[problem.code];
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ code: problem.code, en, fr, detail: problem.detail }));
}

type AnyServer = Pick<HttpServer, 'listen' | 'once' | 'off' | 'address' | 'close' | 'closeAllConnections'>;

async function listenOn(server: AnyServer, address: ListenAddress): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error) => reject(problemOf(error));
    server.once('error', fail);
    server.listen(address.port, address.host, () => {
      server.off('error', fail);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

function closeServer(server: AnyServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
