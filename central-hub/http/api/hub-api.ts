import type { RouteDescriptions } from '../../../fhir-api/openapi/document.js';
import { listOf, nullable, oneOf, record, text, whole } from '../../../fhir-api/openapi/schema.js';
import { sharedRoutes } from '../../../fhir-api/openapi/shared-routes.js';
import { orderKinds } from '../../../protocol/orders/order-kinds.js';
import { alert, fleet, linkHistory, order, silence } from './fleet-schemas.js';
import { provenRoutes } from './proven-routes.js';

const answeredAlert = record({ alert });

/** What the hub serves beside FHIR. */
export const hubApi: RouteDescriptions = {
  ...sharedRoutes,
  ...provenRoutes,
  'GET /api/fleet': { summary: 'All sites, their links and what waits.', answer: fleet, refusal: 'problem' },
  'GET /api/live': {
    summary: 'Events as they happen: sync, link.',
    mediaType: 'text/event-stream',
    answer: text,
    refusal: 'problem',
  },
  'GET /api/alerts': {
    summary: 'Alerts, and what is silent.',
    answer: record({ alerts: listOf(alert), silences: listOf(silence) }),
    refusal: 'problem',
  },
  'POST /api/alerts/:id/acknowledge': {
    summary: 'Says that somebody has seen an alert.',
    answer: answeredAlert,
    refusal: 'problem',
  },
  'POST /api/alerts/:id/silence': {
    summary: 'Sends nothing more of an alert, its site or its kind; 0 minutes ends that.',
    body: record({ minutes: whole }, { of: oneOf('alert', 'site', 'kind') }),
    answer: answeredAlert,
    refusal: 'problem',
  },
  'POST /api/alerts/:id/note': {
    summary: 'Adds a note.',
    body: record({ text }),
    answer: answeredAlert,
    refusal: 'problem',
  },
  'POST /api/sites/:code/orders': {
    summary: 'Orders something of a site.',
    body: record({ kind: oneOf(...orderKinds) }, { link: nullable(text) }),
    status: 201,
    answer: record({ order }),
    refusal: 'problem',
  },
  'GET /api/sites/:code/orders': {
    summary: 'What was ordered of a site, the newest first.',
    answer: record({ orders: listOf(order) }),
    refusal: 'problem',
  },
  'GET /api/sites/:code/history': {
    summary: 'What the links of a site have shown.',
    query: { hours: { ...whole, minimum: 1 } },
    answer: linkHistory,
    refusal: 'problem',
  },
};

const relayed = { site: text, link: text };

/** What the hub of a demo serves besides. */
export const demoApi: RouteDescriptions = {
  'GET /api/demo/links': {
    summary: 'The relayed links of the demo.',
    answer: record({ links: listOf({ type: 'object' }) }),
    refusal: 'problem',
  },
  'POST /api/demo/links': {
    summary: 'Cuts a link of the demo, or mends it.',
    body: record({ ...relayed, cut: { type: 'boolean' } }),
    answer: record({ links: listOf({ type: 'object' }) }),
    refusal: 'problem',
  },
};
