import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { AuditEntry } from '../../journal/record-store.js';
import { Problem } from '../../protocol/problem.js';
import type { Actor, ActorOf } from '../actor.js';
import { isPerson, type RouteAccess, refusalOf } from './decide.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route needs of who asks. */
    access?: RouteAccess;
    /** `recent`: who is in a session must have proved lately who they are (rule N17). */
    proof?: 'recent';
    /** `let-in`: also who is in a session by a password that somebody else gave them, and still has to choose their own (rule N31). */
    givenPassword?: 'let-in';
  }
}

/** One address and method that a program serves. */
export interface ServedRoute {
  readonly method: string;
  readonly url: string;
  readonly access: RouteAccess | undefined;
  /** Whether it serves who still has to choose their own password. */
  readonly isForGivenPassword: boolean;
}

/** A program's HTTP with its door. */
export interface Gated {
  readonly gate: Pick<RouteGate, 'routes'>;
}

/** The one door of a program's HTTP: it asks of every route whether who asks may use it, before the route hears of it. */
export class RouteGate {
  readonly #sessions: ActorOf;
  readonly #audit: (entries: readonly AuditEntry[]) => Promise<void>;
  readonly #known = new WeakMap<FastifyRequest, Promise<Actor | undefined>>();
  readonly #routes: RouteOptions[] = [];

  /**
   * @param sessions tells who sent a request; asked once for each
   * @param audit keeps who was refused what, before they hear of it
   */
  constructor(sessions: ActorOf, audit: (entries: readonly AuditEntry[]) => Promise<void>) {
    this.#sessions = sessions;
    this.#audit = audit;
  }

  /** Every route that is served, as it was declared. */
  get routes(): readonly ServedRoute[] {
    return this.#routes.flatMap(({ method, url, config }) =>
      [method].flat().map((each) => ({
        ...{ method: each, url, access: config?.access },
        isForGivenPassword: config?.givenPassword === 'let-in',
      })),
    );
  }

  /** Who sent a request. @throws Problem as {@link ActorOf} */
  readonly actorOf = (request: FastifyRequest): Promise<Actor | undefined> => {
    const known = this.#known.get(request) ?? Promise.resolve(this.#sessions(request));
    this.#known.set(request, known);
    return known;
  };

  /**
   * Stands before all routes that are added to `app` from now on.
   * @throws Problem `internal` when the application is made ready with a route that declares nothing
   */
  guard(app: FastifyInstance): void {
    app.addHook('onRoute', (route) => void this.#routes.push(route));
    app.addHook('onReady', async () => {
      const undeclared = this.routes.find(({ access }) => access === undefined);
      if (undeclared !== undefined) {
        throw new Problem('internal', `${undeclared.method} ${undeclared.url} does not say who may use it`);
      }
    });
    app.addHook('onRequest', async (request) => {
      if (!request.is404) await this.#admit(request);
    });
    app.addHook('onSend', async (request, reply) => challenge(request, reply));
  }

  /** @throws Problem `unauthenticated`, `forbidden`, `session-locked`, `own-password-wanted`, `proof-wanted` */
  async #admit(request: FastifyRequest): Promise<void> {
    const { config, url = '' } = request.routeOptions;
    const { access, proof } = config;
    if (access === 'open' || access === 'own-proof') return;
    const actor = await this.actorOf(request);
    const reason = refusalOf(actor, access);
    if (reason === undefined) return assertProof(actor, proof);
    // Who is nobody is not written down: whoever sees the network could fill the disk with it (rule F125).
    if (actor === undefined) throw new Problem('unauthenticated', reason);
    // The route as it is declared: an address as it was typed may name a patient.
    await this.#audit([{ author: actor.author, action: 'refused', subject: url, outcome: 'refused' }]);
    throw new Problem('forbidden', reason);
  }
}

/** Tokens are given out for what their bearer does without anybody at the keyboard. @throws Problem `proof-wanted` */
function assertProof(actor: Actor | undefined, proof: 'recent' | undefined): void {
  if (proof === 'recent' && actor !== undefined && isPerson(actor) && actor.proof === 'old') {
    throw new Problem('proof-wanted');
  }
}

/** RFC 6750 §3: what was wrong with a bearer token, or that one is wanted. */
async function challenge({ headers }: FastifyRequest, reply: FastifyReply): Promise<void> {
  const isBearer = /^bearer\b/i.test(headers.authorization ?? '');
  if (reply.statusCode === 401) reply.header('www-authenticate', isBearer ? 'Bearer error="invalid_token"' : 'Bearer');
  if (reply.statusCode === 403 && isBearer) reply.header('www-authenticate', 'Bearer error="insufficient_scope"');
}
