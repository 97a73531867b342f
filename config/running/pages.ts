import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../../protocol/problem.js';
import { sendProblem } from './http-faces.js';

/**
 * Serves the built pages of a user interface at `/`. Any address that a browser asks a page for, and that is not the
 * API's, is the application's own: it gets `index.html`.
 */
export async function servePages(app: FastifyInstance, folder: string): Promise<void> {
  const index = join(folder, 'index.html');
  if (existsSync(index)) {
    // The pages themselves are for everybody; all that is registered from here on is theirs.
    app.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'open' };
    });
    await app.register(fastifyStatic, {
      root: folder,
      setHeaders: (reply, path) => {
        // Names of built assets hold their hash; the page that names them must be asked for each time.
        const immutable = path.startsWith(join(folder, 'assets'));
        reply.setHeader('Cache-Control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
      cacheControl: false,
    });
  }
  app.setNotFoundHandler((request, reply) => {
    const isPage = request.method === 'GET' && /\btext\/html\b/.test(request.headers.accept ?? '');
    const isApi = /^\/(api|fhir)(\/|\?|$)/.test(request.url);
    if (isPage && !isApi && existsSync(index)) return reply.sendFile('index.html');
    return sendProblem(reply, new Problem('not-found'));
  });
}
