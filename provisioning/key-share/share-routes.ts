import type { FastifyInstance } from 'fastify';
import { mayTryAgain } from '../../protocol/problems.js';
import { serveOpenRoutes } from '../enrolment/open-routes.js';
import { parseRenewalBegin } from '../renewal/message.js';
import { keyShareAskPath, keyShareBeginPath, parseShareAsk } from './message.js';
import { ShareDesk, type ShareDeskOptions } from './share-desk.js';

/** What a refused attempt costs: a signature is checked for each. */
const refusedTokens = 4;

/**
 * Fastify plugin: the two routes under `/api/key-share` by which a site that starts gets the hub's share of its key. They
 * are open: the key of the site's certificate is the credential.
 */
export async function keyShareApi(app: FastifyInstance, options: ShareDeskOptions): Promise<void> {
  const desk = new ShareDesk(options);
  serveOpenRoutes(app, {
    ...{ name: 'key share', now: options.now },
    costOf: ({ code }) => (mayTryAgain(code) ? 0 : refusedTokens),
    routes: [
      { path: keyShareBeginPath, serve: (body) => desk.begin(parseRenewalBegin(body)) },
      { path: keyShareAskPath, serve: (body) => desk.ask(parseShareAsk(body)) },
    ],
  });
}
