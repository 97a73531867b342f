import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type RegisterGround, readRegisterFacts } from '../../journal/privacy/register-facts.js';
import type { SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { missingOf, type NoticeSettings } from '../../record/privacy/notice-facts.js';
import type { RegisterSettings } from '../../record/privacy/processing.js';
import { processingRegister } from '../../record/privacy/register.js';
import { unkept } from '../session/send-result.js';

export interface RegisterRouteOptions extends RegisterGround {
  readonly node: { readonly code: SiteCode; readonly name: string };
  /** The name of the hub. */
  readonly hub: string;
  readonly settings: NoticeSettings & RegisterSettings;
  readonly isSecondFactorMandatory: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

type ByLanguage = FastifyRequest<{ Querystring: Record<string, unknown> }>;

/** GET `/api/console/register?language=fr`: the register of processing, and what the privacy notice lacks (rules R40, R41). */
export function addRegisterRoute(app: FastifyInstance, options: RegisterRouteOptions): void {
  const { settings, node, hub, isSecondFactorMandatory, now } = options;
  app.get('/api/console/register', { config: { access: { role: 'admin' } } }, async (request: ByLanguage, reply) => {
    const { language = 'fr' } = request.query;
    if (language !== 'fr' && language !== 'en') throw new Problem('parameter-malformed', 'language');
    const known = { node: { kind: 'site', ...node }, hub, isSecondFactorMandatory, madeAt: now() } as const;
    const register = processingRegister(await readRegisterFacts(options, known), settings, language);
    return unkept(reply).send({ register, missing: missingOf(settings) });
  });
}
