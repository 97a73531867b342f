import type { FastifyInstance } from 'fastify';
import { EnrolmentDesk, type EnrolmentDeskOptions } from './enrolment-desk.js';
import { beginPath, finishPath, parseBeginRequest, parseFinishRequest } from './message.js';
import { serveOpenRoutes } from './open-routes.js';

/** What a wrong code costs. */
const wrongCodeTokens = 9;

/**
 * Fastify plugin: the two routes under `/api/enrolment` by which a box becomes a site. They are open: the one-time code
 * is the credential, and it never travels.
 */
export async function enrolmentApi(app: FastifyInstance, options: EnrolmentDeskOptions): Promise<void> {
  const desk = new EnrolmentDesk(options);
  serveOpenRoutes(app, {
    ...{ name: 'enrolment', now: options.now },
    costOf: ({ code }) => (code === 'invite-unknown' ? wrongCodeTokens : 0),
    routes: [
      { path: beginPath, serve: (body) => desk.begin(parseBeginRequest(body)) },
      { path: finishPath, serve: (body) => desk.finish(parseFinishRequest(body)) },
    ],
  });
}
