import type { FastifyInstance } from 'fastify';
import { AuditTrail } from '../audit-trail.js';
import { takeBodiesAsText } from '../body-parsers.js';
import { safeErrorFields } from '../problem-of.js';
import { replyProblem } from '../reply-problem.js';
import { addCopyRoutes, type CopyRoutesOptions } from './copy-routes.js';
import { addNoticeRoute } from './notice-route.js';
import { addRectificationRoutes, type RectificationRoutesOptions } from './rectification-routes.js';
import { addRegisterRoute, type RegisterRouteOptions } from './register-route.js';

export type PrivacyApiOptions = CopyRoutesOptions & Omit<RectificationRoutesOptions, 'rights'> & RegisterRouteOptions;

/** What people do with the records about them by law (rules R37 to R41), below `/api/privacy`. Errors are OperationOutcomes. */
export async function privacyApi(app: FastifyInstance, options: PrivacyApiOptions): Promise<void> {
  takeBodiesAsText(app);
  app.setErrorHandler(async (error, request, reply) => replyProblem(error, request, reply));
  addCopyRoutes(app, options);
  addRegisterRoute(app, options);
  addNoticeRoute(app, { ...options.settings, site: options.node.name, hub: options.hub });
  const { records: store, care, now } = options;
  const trail = new AuditTrail(store, (error) =>
    app.log.error({ defect: safeErrorFields(error) }, 'audit not written'),
  );
  app.addHook('onClose', () => trail.flush());
  addRectificationRoutes(app, { ...options, rights: { store, care, trail, now } });
}
