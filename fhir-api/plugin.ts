import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AttachmentStore } from '../journal/attachment-store.js';
import type { AuditEntries } from '../journal/audit/audit-entries.js';
import type { ExportJobStore } from '../journal/exports/export-job-store.js';
import type { RecordStore } from '../journal/record-store.js';
import { createSystemUuidGenerator } from '../protocol/ids.js';
import { Problem } from '../protocol/problem.js';
import { emptyBook, type ProfileBook } from '../record/profiles/profile-book.js';
import type { Care } from './access/care-desk.js';
import { knownActor } from './access/known-actor.js';
import { Rights } from './access/rights.js';
import type { Actor, ActorOf } from './actor.js';
import { GuardedAudit } from './audit/guarded-audit.js';
import { AuditTrail } from './audit-trail.js';
import { binaryApi } from './binary/plugin.js';
import { takeBodiesAsText } from './body-parsers.js';
import { capabilityStatement, type Software } from './capability.js';
import { dispatch } from './dispatch.js';
import { exportApi } from './export/plugin.js';
import { GuardedRecords } from './guard.js';
import { callOfRequest, queryOf, sendAnswer } from './http-call.js';
import { allowedMethods } from './interaction.js';
import { apiLimits } from './limits.js';
import { requireJsonAccepted } from './negotiate.js';
import { patchTypes } from './patch/patch-body.js';
import { problemOf, safeErrorFields } from './problem-of.js';
import { replyProblem } from './reply-problem.js';
import { type SubscriptionsOptions, serveSubscriptions } from './subscriptions/serve-subscriptions.js';

export interface FhirApiOptions {
  readonly store: RecordStore;
  readonly care: Care;
  /** What AuditEvents are made of. */
  readonly auditEntries: AuditEntries;
  readonly actorOf: ActorOf;
  readonly software: Software;
  /** Where the contents of attachments are; without them, a Binary is a resource like any other. */
  readonly attachments?: { readonly store: AttachmentStore; readonly ask: (hash: string) => Promise<void> };
  /** Exports that are asked for; without them, `$export` is not served. */
  readonly exportJobs?: ExportJobStore;
  /** Subscriptions, and who serves them. */
  readonly subscriptions: SubscriptionsOptions;
  /** What resources are checked by beside FHIR R4 itself, as it stands now; nothing by default. */
  readonly profiles?: () => ProfileBook;
  /** Ids of new resources; UUIDv7 by default. */
  readonly newId?: () => string;
  /** Wall clock, milliseconds since 1970. */
  readonly now?: () => number;
}

/** The addresses that exist. All lead to `dispatch`; they are apart so that a log can name a route without an id. */
const routes = [
  ...['/', '/:type', '/:type/:id', '/:type/:id/_history', '/:type/:id/_history/:version'],
  ...['/:type/:id/:within', '/:type/:id/:within/_search'],
];
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const config = { access: 'records' } as const;

/**
 * The FHIR R4 REST API of a journal: `app.register(fhirApi, { prefix: '/fhir', … })`. Everything but `/metadata` needs
 * an actor; every error is an OperationOutcome.
 */
export async function fhirApi(app: FastifyInstance, options: FhirApiOptions): Promise<void> {
  const { store, care, actorOf, software } = options;
  const newId = options.newId ?? createSystemUuidGenerator();
  const now = options.now ?? Date.now;
  const profiles = options.profiles ?? (() => emptyBook);
  const startedMilliseconds = now();
  const trail = new AuditTrail(store, (error) =>
    app.log.error({ defect: safeErrorFields(error) }, 'audit not written'),
  );
  const actors = new WeakMap<FastifyRequest, Actor>();
  let statement: string | undefined;
  const capabilities = () => {
    statement ??= capabilityStatement(software, startedMilliseconds, {
      isExportServed: options.exportJobs !== undefined,
    });
    return statement;
  };

  takeBodiesAsText(app);
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.access !== 'open') actors.set(request, await knownActor(actorOf, request));
  });
  app.addHook('onClose', () => trail.flush());

  const ground = { store, care, trail, now };
  const subscriptions = serveSubscriptions(app, options.subscriptions, ground);
  const knownOf = (request: FastifyRequest) => knownAmong(actors, request);
  const recordsOf = (request: FastifyRequest) => new GuardedRecords(ground, knownOf(request));
  const auditOf = (request: FastifyRequest) =>
    new GuardedAudit(options.auditEntries, new Rights(ground, knownOf(request)));
  const callOf = (request: FastifyRequest) =>
    callOfRequest(request, app.prefix, {
      ...{ records: recordsOf(request), audit: auditOf(request), newId, now, profiles: profiles(), capabilities },
      catchUp: () => store.catchUp(),
      subscriptions: { parts: subscriptions, actor: knownOf(request) },
    });
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    sendAnswer(request, reply, await dispatch(callOf(request)));
  app.get('/metadata', { config: { access: 'open' } }, async (request, reply) => {
    requireJsonAccepted(request.headers.accept, queryOf(request.url).get('_format'));
    return sendAnswer(request, reply, { status: 200, body: capabilities() });
  });
  for (const url of routes) {
    app.route({ method: [...methods], url, bodyLimit: apiLimits.requestBytesMax, config, handler: answer });
  }
  answerErrors(app);
  // After the handlers of errors, which they take over as they are now.
  if (options.exportJobs !== undefined) await app.register(exportApi, { jobs: options.exportJobs, recordsOf, callOf });
  if (options.attachments !== undefined) {
    const { store: attachments, ask } = options.attachments;
    await app.register(binaryApi, { attachments, ask, recordsOf, newId, now, answer });
  }
}

function answerErrors(app: FastifyInstance): void {
  app.setNotFoundHandler(async (request) => {
    // An address that is served may be asked with a method that no route knows, such as OPTIONS.
    const isServed = allowedMethods(segmentsOf(request, app.prefix)).length > 0;
    throw new Problem(isServed ? 'method-unsupported' : 'not-found', `${request.method} here`);
  });
  app.setErrorHandler(async (error, request, reply) => {
    tellWhatIsTaken(problemOf(error), request, reply, app.prefix);
    return replyProblem(error, request, reply);
  });
}

/** @throws Problem `unauthenticated` */
function knownAmong(actors: WeakMap<FastifyRequest, Actor>, request: FastifyRequest): Actor {
  const actor = actors.get(request);
  if (actor === undefined) throw new Problem('unauthenticated');
  return actor;
}

/**
 * What the address would have taken: the methods, with a 405 (RFC 9110 §15.5.6); the media types, with a 415 (RFC 5789
 * §2.2 for PATCH, RFC 9110 §15.5.16), and those of a patch wherever PATCH is among the methods (RFC 5789 §3.1).
 */
function tellWhatIsTaken({ code }: Problem, request: FastifyRequest, reply: FastifyReply, prefix: string): void {
  if (code === 'media-type') {
    if (request.method === 'PATCH') reply.header('accept-patch', patchTypes.join(', '));
    else reply.header('accept', 'application/fhir+json');
  }
  if (code !== 'method-unsupported') return;
  const allowed = allowedMethods(segmentsOf(request, prefix));
  reply.header('allow', allowed.join(', '));
  if (allowed.includes('PATCH')) reply.header('accept-patch', patchTypes.join(', '));
}

function segmentsOf(request: FastifyRequest, prefix: string): readonly string[] {
  return pathOf(request)
    .slice(prefix.length)
    .split('/')
    .filter((segment) => segment !== '');
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '';
}
