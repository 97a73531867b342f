import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { NoticeFacts } from '../../record/privacy/notice-facts.js';
import { noticePage, noticeStyle } from '../../record/privacy/notice-page.js';

type ByLanguage = FastifyRequest<{ Querystring: Record<string, unknown> }>;

const styleHash = createHash('sha256').update(noticeStyle).digest('base64');
const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** GET `/privacy?language=fr`: the hospital's privacy notice, for everybody (rule R40); in the browser's language where none is named. */
export function addNoticeRoute(app: FastifyInstance, facts: NoticeFacts): void {
  const pages = { fr: noticePage(facts, 'fr'), en: noticePage(facts, 'en') };
  app.get('/privacy', { config: { access: 'open' } }, async (request: ByLanguage, reply) => {
    const asked =
      request.query['language'] ?? (/^\s*en\b/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'fr');
    return reply
      .header('content-security-policy', policy)
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(pages[asked === 'en' ? 'en' : 'fr']);
  });
}
