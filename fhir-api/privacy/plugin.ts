import type { FastifyInstance } from 'fastify';
import { takeBodiesAsText } from '../body-parsers.js';
import { replyProblem } from '../reply-problem.js';
import { addCopyRoutes, type CopyRoutesOptions } from './copy-routes.js';

export type PrivacyApiOptions = CopyRoutesOptions;

/** What people do with the records about them by law (rules R37 to R49), below `/api/privacy`. Errors are OperationOutcomes. */
export async function privacyApi(app: FastifyInstance, options: PrivacyApiOptions): Promise<void> {
  takeBodiesAsText(app);
  app.setErrorHandler(async (error, request, reply) => replyProblem(error, request, reply));
  addCopyRoutes(app, options);
}
