import type { FastifyInstance } from 'fastify';
import { mayTryAgain } from '../../protocol/problems.js';
import { serveOpenRoutes } from '../enrolment/open-routes.js';
import { parseRenewalBegin, parseRenewalFinish, renewalBeginPath, renewalFinishPath } from './message.js';
import { RenewalDesk, type RenewalDeskOptions } from './renewal-desk.js';

/** What an unproven attempt costs: a signature is checked for each. */
const refusedTokens = 4;

/**
 * Fastify plugin: the two routes under `/api/renewal` by which a site gets its next certificate, also long after the old
 * one has ended. They are open: the old key is the credential.
 */
export async function renewalApi(app: FastifyInstance, options: RenewalDeskOptions): Promise<void> {
  const desk = new RenewalDesk(options);
  serveOpenRoutes(app, {
    ...{ name: 'renewal', now: options.now },
    costOf: ({ code }) => (mayTryAgain(code) ? 0 : refusedTokens),
    routes: [
      { path: renewalBeginPath, serve: (body) => desk.begin(parseRenewalBegin(body)) },
      { path: renewalFinishPath, serve: (body) => desk.finish(parseRenewalFinish(body)) },
    ],
  });
}
