import type { FastifyInstance } from 'fastify';
import type { FleetStore } from '../../journal/fleet-store.js';
import type { LinkHistory } from '../../journal/telemetry/link-history.js';
import { parseSiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { forOps } from '../http/ops-routes.js';
import { historyView, hoursMax } from './history-view.js';

export interface HistoryRoutesOptions {
  readonly fleet: Pick<FleetStore, 'findSite'>;
  readonly history: LinkHistory;
  readonly now: () => number;
}

const hoursByDefault = 24;

/** What the links of a site have shown, for the ops console. */
export function addHistoryRoutes(app: FastifyInstance, { fleet, history, now }: HistoryRoutesOptions): void {
  app.get('/api/sites/:code/history', { config: forOps }, async (request) => {
    const { code } = request.params as { readonly code: string };
    const site = await fleet.findSite(parseSiteCode(code));
    if (site === undefined) throw new Problem('not-found');
    const hours = parseHours((request.query as { readonly hours?: unknown }).hours);
    const links = site.links.map(({ name }) => name);
    return historyView(history, { site: site.code, links, hours, nowMilliseconds: now() });
  });
}

/** @throws Problem `parameter-malformed` */
function parseHours(text: unknown): number {
  if (text === undefined) return hoursByDefault;
  const hours = Number(text);
  if (!Number.isInteger(hours) || hours < 1 || hours > hoursMax) throw new Problem('parameter-malformed', 'hours');
  return hours;
}
