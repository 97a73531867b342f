import type { FastifyInstance, FastifyRequest } from 'fastify';
import { knownPerson } from '../../fhir-api/access/known-actor.js';
import type { ActorOf } from '../../fhir-api/actor.js';
import { type AlertSilence, type KeptAlert, noteCharactersMax } from '../../journal/alerts/alert.js';
import { Problem } from '../../protocol/problem.js';
import { forOps } from '../http/ops-routes.js';
import type { AlertDesk } from './alert-desk.js';

export interface AlertRoutesOptions {
  readonly actorOf: ActorOf;
  readonly desk: Pick<AlertDesk, 'list' | 'silences' | 'acknowledge' | 'silence' | 'addNote'>;
}

/** An alert as the console shows it; all times in milliseconds since 1970. */
export type ShownAlert = Omit<KeptAlert, 'told'>;

/** `GET /api/alerts`. */
export interface ShownAlerts {
  readonly alerts: readonly ShownAlert[];
  /** Sites and kinds that are silent. */
  readonly silences: readonly AlertSilence[];
}

/** A month. */
const silenceMinutesMax = 31 * 24 * 60;

/** The alerts, for regional operations. */
export function addAlertRoutes(app: FastifyInstance, { actorOf, desk }: AlertRoutesOptions): void {
  app.get(
    '/api/alerts',
    { config: forOps },
    async (): Promise<ShownAlerts> => ({ alerts: (await desk.list()).map(shown), silences: await desk.silences() }),
  );
  app.post('/api/alerts/:id/acknowledge', { config: forOps }, async (request) => {
    const { name: by } = await knownPerson(actorOf, request);
    return { alert: shown(await desk.acknowledge(idOf(request), { by })) };
  });
  app.post('/api/alerts/:id/silence', { config: forOps }, async (request) => {
    const { name: by } = await knownPerson(actorOf, request);
    const { minutes, of } = parseSilence(request.body);
    return { alert: shown(await desk.silence(idOf(request), minutes, of, { by })) };
  });
  app.post('/api/alerts/:id/note', { config: forOps }, async (request) => {
    const { name: by } = await knownPerson(actorOf, request);
    return { alert: shown(await desk.addNote(idOf(request), { by, text: parseNote(request.body) })) };
  });
}

function idOf(request: FastifyRequest): string {
  return (request.params as { readonly id: string }).id;
}

/** {minutes, of?}: minutes 0 ends a silence; `of` the alert (default), its site or its kind. */
function parseSilence(body: unknown): { readonly minutes: number; readonly of: 'alert' | 'site' | 'kind' } {
  const { minutes, of = 'alert' } = fieldsOf(body);
  if (!Number.isSafeInteger(minutes) || Number(minutes) < 0 || Number(minutes) > silenceMinutesMax) {
    throw new Problem('request-invalid', `minutes: a whole number from 0 to ${silenceMinutesMax}`);
  }
  if (of !== 'alert' && of !== 'site' && of !== 'kind') throw new Problem('request-invalid', 'of: alert, site or kind');
  return { minutes: Number(minutes), of };
}

function parseNote(body: unknown): string {
  const { text } = fieldsOf(body);
  const trimmed = typeof text === 'string' ? text.trim() : '';
  if (trimmed === '' || trimmed.length > noteCharactersMax) {
    throw new Problem('request-invalid', `text: 1 to ${noteCharactersMax} characters`);
  }
  return trimmed;
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

/** What was sent of it is the hub's own matter. */
function shown({ told: _, ...alert }: KeptAlert): ShownAlert {
  return alert;
}
