import { consoleRoutes } from '../../../fhir-api/openapi/console-routes.js';
import type { RouteDescriptions } from '../../../fhir-api/openapi/document.js';
import { privacyRoutes } from '../../../fhir-api/openapi/privacy-routes.js';
import { flag, listOf, moment, nullable, oneOf, record, text, whole } from '../../../fhir-api/openapi/schema.js';
import { recordRoutes, sharedRoutes } from '../../../fhir-api/openapi/shared-routes.js';
import { purposes } from '../../../protocol/remote-ask.js';
import { decision, measuredLink, syncLink } from './link-schemas.js';

const lane = record({
  ...{ lane: whole, pending: whole, oldestPendingAt: nullable(moment), durableSeq: whole, safeSeq: whole },
  ...{ refused: whole, stopped: nullable(text) },
});
const forced = record({ link: text, by: text, atBox: flag, since: moment, until: moment, inEffect: flag });
const sync = record({
  ...{ site: text, lanes: listOf(lane), links: listOf(syncLink) },
  operations: record({ forced: nullable(forced), bulkHeld: nullable(record({ by: text, since: moment })) }),
  bootstrap: nullable(record({ state: oneOf('essential', 'history'), received: whole, expected: whole })),
  hub: record({ reachable: flag, refused: nullable(text), lastReceiptAt: nullable(moment) }),
  provedAt: nullable(moment),
});

const purpose = oneOf(...purposes);
const state = oneOf('waiting', 'answered', 'refused');
const candidate = record({
  ...{ patient: text, healthId: text, family: text, given: text, gender: text, birthDate: text, site: text },
});
const request = record({
  ...{ id: text, kind: oneOf('search', 'patient'), purpose, state, askedAt: moment, patient: nullable(text) },
  ...{ candidates: listOf(candidate), code: nullable(text) },
});

/** What a site serves beside FHIR. */
export const siteApi: RouteDescriptions = {
  ...sharedRoutes,
  ...recordRoutes,
  ...consoleRoutes,
  ...privacyRoutes,
  'GET /api/sync': { summary: 'How far everything is.', answer: sync, refusal: 'problem' },
  'GET /api/links': {
    summary: 'The links with their figures, and why lanes went from one to another.',
    answer: record({ links: listOf(measuredLink), decisions: listOf(decision) }),
    refusal: 'problem',
  },
  'GET /api/live': {
    summary: 'Events as they happen: record, sync, link, remote.',
    mediaType: 'text/event-stream',
    answer: text,
    refusal: 'problem',
  },
  'POST /api/health-id': {
    summary: 'A new health identifier.',
    status: 201,
    answer: record({ healthId: text }),
    refusal: 'problem',
  },
  'POST /api/remote/search': {
    summary: 'Asks the hub who a patient of another site is.',
    body: record({ purpose }, { family: text, given: text, birthDate: text, healthId: text, nationalId: text }),
    answer: record({ id: text, state, candidates: listOf(candidate) }),
    refusal: 'problem',
  },
  'POST /api/remote/patients': {
    summary: 'Asks the hub for a patient’s record.',
    body: record({ purpose, patient: text }),
    answer: record({ id: text, state }),
    refusal: 'problem',
  },
  'GET /api/remote': {
    summary: 'One’s own questions to the hub.',
    answer: record({ requests: listOf(request) }),
    refusal: 'problem',
  },
  'GET /api/remote/copy/:patient': {
    summary: 'What of a patient of another site is here.',
    answer: record({
      interest: oneOf('own', 'copy', 'none'),
      asOf: nullable(moment),
      state: nullable(oneOf('coming', 'summary', 'complete')),
    }),
    refusal: 'problem',
  },
};
