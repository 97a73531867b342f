import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../../protocol/problem.js';
import { isLoopbackAddress } from './loopback.js';
import type { Metrics } from './metrics.js';

export interface HealthOptions {
  readonly metrics: Metrics;
  /** Rejects or answers false when the program cannot do its work. */
  readonly isReady: () => Promise<boolean>;
  /** Whether a request carries a proof that entitles it to `/metrics`. */
  readonly mayReadMetrics: (request: FastifyRequest) => Promise<boolean>;
}

/** `/healthz`, `/readyz` and `/metrics` of the contract. */
export function addHealthRoutes(app: FastifyInstance, options: HealthOptions): void {
  app.get('/healthz', { config: { access: 'open' } }, async () => ({ alive: true }));
  app.get('/readyz', { config: { access: 'open' } }, async (_request, reply) => {
    const ready = await options.isReady().catch(() => false);
    return reply.code(ready ? 200 : 503).send({ ready });
  });
  app.get('/metrics', { config: { access: 'own-proof' } }, async (request, reply) => {
    const near = isLoopbackAddress(request.socket.remoteAddress);
    if (!near && !(await options.mayReadMetrics(request))) throw new Problem('unauthenticated');
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await options.metrics.text());
  });
}

/** What every program says of its own process. */
export function addProcessMetrics(metrics: Metrics): void {
  metrics.gauge('carnet_process_resident_bytes', 'Resident memory of the program.', () => [
    { labels: {}, value: process.memoryUsage.rss() },
  ]);
  metrics.gauge('carnet_process_heap_bytes', 'Heap in use.', () => [
    { labels: {}, value: process.memoryUsage().heapUsed },
  ]);
  metrics.gauge('carnet_process_uptime_seconds', 'Time since the program started.', () => [
    { labels: {}, value: Math.round(process.uptime()) },
  ]);
}
