import type { FastifyInstance, FastifyRequest } from 'fastify';
import { knownPerson } from '../../fhir-api/access/known-actor.js';
import type { ActorOf } from '../../fhir-api/actor.js';
import type { SiteOrder } from '../../journal/orders/order-store.js';
import { parseLinkName, parseSiteCode } from '../../protocol/ids.js';
import {
  type AnyOrderKind,
  isOrderKind,
  type OrderOutcome,
  type OrderState,
} from '../../protocol/orders/order-kinds.js';
import { Problem } from '../../protocol/problem.js';
import { forOps } from '../http/ops-routes.js';
import type { OrderDesk, OrderRequest } from './order-desk.js';

export interface OrderRoutesOptions {
  readonly actorOf: ActorOf;
  readonly desk: Pick<OrderDesk, 'order' | 'latest'>;
}

/** An order as the console shows it; times in milliseconds since 1970. */
export interface ShownOrder {
  readonly id: string;
  readonly kind: AnyOrderKind;
  readonly link: string | null;
  readonly by: string;
  readonly at: number;
  readonly expiresAt: number;
  readonly state: OrderState;
  readonly doneAt: number | null;
  readonly outcome: OrderOutcome | null;
}

/** `POST` and `GET /api/sites/:code/orders`, for regional operations. */
export function addOrderRoutes(app: FastifyInstance, { actorOf, desk }: OrderRoutesOptions): void {
  app.post('/api/sites/:code/orders', { config: forOps }, async (request, reply) => {
    const actor = await knownPerson(actorOf, request);
    const order = await desk.order({ ...parseOrder(request), by: actor.name, author: actor.author });
    return reply.code(201).send({ order: shown(order) });
  });
  app.get('/api/sites/:code/orders', { config: forOps }, async (request) => {
    const orders = await desk.latest(siteOf(request));
    return { orders: orders.map(shown) };
  });
}

/** @throws Problem `identifier-malformed` */
function siteOf(request: FastifyRequest) {
  return parseSiteCode((request.params as { readonly code: string }).code);
}

/** @throws Problem `body-malformed`, `identifier-malformed` */
function parseOrder(request: FastifyRequest): Pick<OrderRequest, 'site' | 'kind' | 'link'> {
  const { body } = request;
  const { kind, link } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (!isOrderKind(kind)) throw new Problem('body-malformed', 'kind');
  if (link !== undefined && link !== null && typeof link !== 'string') throw new Problem('body-malformed', 'link');
  return { site: siteOf(request), kind, ...(typeof link === 'string' && { link: parseLinkName(link) }) };
}

function shown(order: SiteOrder): ShownOrder {
  const { id, kind, link, by, atMilliseconds, expiresMilliseconds, state, doneMilliseconds, outcome } = order;
  return {
    ...{ id, kind, link: link ?? null, by, at: atMilliseconds, expiresAt: expiresMilliseconds, state },
    ...{ doneAt: doneMilliseconds ?? null, outcome: outcome ?? null },
  };
}
