import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { Problem } from '../../protocol/problem.js';
import { isFatal, problemOf } from './exit.js';
import type { Logger } from './logger.js';

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
}

/** One application on two listeners: HTTPS for the network, plain HTTP for the machine's own browser. */
export interface HttpFaces {
  readonly app: FastifyInstance;
  /** @throws Problem `port-in-use`, `permission-denied` */
  listen(): Promise<{ readonly httpsPort: number; readonly httpPort: number | undefined }>;
  /** Shows another certificate to whoever connects from now on; who is connected stays so. */
  show(pair: { readonly keyPem: string; readonly certificatePem: string }): void;
  close(): Promise<void>;
}

const bodyBytesMax = 16 * 1024 * 1024;

/** Builds the application; routes are added to `app` before `listen`. */
export function createHttpFaces(options: HttpFacesOptions): HttpFaces {
  if (options.http !== undefined && !isLoopback(options.http.host)) {
    throw new Problem('usage-wrong', 'plain HTTP may listen on loopback only');
  }
  let plain: HttpServer | undefined;
  let secure: HttpsServer | undefined;
  const app = Fastify({
    loggerInstance: options.logger as never,
    // Its own lines would hold addresses, and addresses hold names that were searched for (rule R3).
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyBytesMax,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 128, ignoreTrailingSlash: true },
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    frameworkErrors: (_error, _request, reply) => sendProblem(reply as never, new Problem('not-found')),
    serverFactory: (handler) => {
      if (options.http !== undefined) plain = createHttpServer(handler);
      secure = createHttpsServer(tlsOf(options), handler);
      secure.on('secureConnection', readThroughStream);
      return secure as never;
    },
  }) as unknown as FastifyInstance;
  addHeaders(app);
  addErrorAnswers(app, options);
  return {
    app,
    listen: async () => {
      await app.ready();
      const httpsPort = await listenOn(app.server, options.https);
      const httpPort = plain && options.http ? await listenOn(plain, options.http) : undefined;
      return { httpsPort, httpPort };
    },
    show: (pair) => secure?.setSecureContext(tlsOf(pair)),
    close: async () => {
      const plainClosed = plain === undefined ? undefined : closeServer(plain);
      const secureClosed = closeServer(app.server);
      await app.close();
      await Promise.all([plainClosed, secureClosed]);
    },
  };
}

/**
 * Lets a connection's bytes come through its stream, not straight from the cipher into the parser of HTTP. There the parser
 * ends the connection with "Parse Error: Paused" when the rest of a request comes while it waits for an answer before to
 * be written: a pause stops the socket, but not what was deciphered already.
 */
function readThroughStream(socket: TLSSocket): void {
  socket.on('data', () => {});
}

/** No route has a JSON schema; Fastify would load the compilers of them for nothing, a tenth of the time of a start. */
function noSchemas(): never {
  throw new Problem('internal', 'routes have no schema');
}

function tlsOf({ keyPem, certificatePem }: Pick<HttpFacesOptions, 'keyPem' | 'certificatePem'>) {
  return { key: keyPem, cert: certificatePem, minVersion: 'TLSv1.2' } as const;
}

function addHeaders(app: FastifyInstance): void {
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
  const { status, en, fr } = problem.meaning;
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ code: problem.code, en, fr, detail: problem.detail }));
}

/** Whether a host of a listener is this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
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
