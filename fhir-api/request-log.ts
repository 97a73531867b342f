import type { FastifyReply, FastifyRequest } from 'fastify';
import { safeErrorFields } from './problem-of.js';

/** What a log may say of a request: no address, because a search holds names and an id is a patient (rule R3). */
export function safeRequestSerializer(request: FastifyRequest): { method: string; route: string } {
  return { method: request.method, route: request.routeOptions?.url ?? 'none' };
}

/** Serializers for the logger of a server: `Fastify({ logger: { …, serializers: safeSerializers } })`. */
export const safeSerializers = {
  req: safeRequestSerializer,
  res: (reply: Pick<FastifyReply, 'statusCode'>): { statusCode: number } => ({ statusCode: reply.statusCode }),
  err: safeErrorFields,
};
