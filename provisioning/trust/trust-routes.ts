import type { FastifyInstance } from 'fastify';
import { serveOpenRoutes } from '../enrolment/open-routes.js';
import { parseTrustAsk, type TrustAnswer, trustAfterPath } from './message.js';

export interface TrustRoutesOptions {
  readonly bundlesAfter: (version: number) => readonly string[];
  readonly now: () => number;
}

/**
 * Fastify plugin: the route by which a site hears of the bundles that followed its own, also one that this hub cannot prove
 * itself to any more (rule E40). It is open: nothing in a bundle is secret, and each proves itself.
 */
export async function trustApi(app: FastifyInstance, { bundlesAfter, now }: TrustRoutesOptions): Promise<void> {
  const serve = (body: unknown): TrustAnswer => ({ bundles: bundlesAfter(parseTrustAsk(body).version) });
  serveOpenRoutes(app, { name: 'trust', now, costOf: () => 0, routes: [{ path: trustAfterPath, serve }] });
}
