import {
  anyObject,
  decimal,
  flag,
  listOf,
  moment,
  nullable,
  oneOf,
  record,
  text,
  whole,
} from '../../../fhir-api/openapi/schema.js';
import { alertKinds, alertSeverities } from '../../../journal/alerts/alert.js';
import { fleetEventKinds } from '../../../protocol/fleet-event-kinds.js';
import { linkCauses } from '../../../protocol/links/link-causes.js';
import { linkStates } from '../../../protocol/links/link-states.js';

const backlog = record({ pending: whole, oldestPendingAt: nullable(moment) });
const event = record({ at: moment, kind: oneOf(...fleetEventKinds), detail: anyObject });
const link = record({
  ...{ name: text, kind: text, metered: flag, state: oneOf(...linkStates), cause: oneOf(...linkCauses) },
  ...{ since: nullable(moment), budget: nullable(anyObject), signal: nullable(anyObject) },
});
const audit = record({
  ...{ confirmed: whole, confirmedAt: nullable(moment), walkedAt: nullable(moment) },
  ...{ brokenAt: nullable(whole), contradictedAt: nullable(moment) },
});
const site = record({
  ...{ code: text, name: text, region: text, state: oneOf('invited', 'active', 'revoked') },
  ...{ lastSeenAt: nullable(moment), lastLink: nullable(text), connected: flag, links: listOf(link) },
  ...{ toHub: backlog, fromHub: backlog, drainSeconds: nullable(decimal), oldestUnsyncedAt: nullable(moment) },
  ...{ records: whole, provedAt: nullable(moment), alerts: whole, facts: nullable(anyObject), events: listOf(event) },
  audit: nullable(audit),
});

/** `GET /api/fleet`. */
export const fleet = record({
  hub: record({
    ...{ site: text, now: moment, hubEpoch: whole, indexLagMilliseconds: decimal, indexWaitingChanges: whole },
    ...{ backupAt: nullable(moment), events: listOf(event) },
  }),
  sites: listOf(site),
});

export const alert = record({
  ...{ id: text, kind: oneOf(...alertKinds), severity: oneOf(...alertSeverities), cause: text, sites: listOf(text) },
  ...{ region: nullable(text), link: nullable(text), startedAt: moment, endedAt: nullable(moment), detail: anyObject },
  ...{ acknowledgedBy: nullable(text), acknowledgedAt: nullable(moment), silencedUntil: nullable(moment) },
  notes: listOf(record({ at: moment, by: text, text })),
});

export const silence = record({
  ...{ site: nullable(text), kind: nullable(oneOf(...alertKinds)), until: moment, by: text, at: moment },
});

/** Also those that only a person at the hub's own command line may give. */
export const order = record({
  ...{ id: text, kind: text, link: nullable(text), by: text, at: moment, expiresAt: moment },
  state: oneOf('waiting', 'sent', 'done', 'failed', 'expired'),
  ...{ doneAt: nullable(moment), outcome: nullable(anyObject) },
});

/** `GET /api/sites/:code/history`; of a sample: at, sent, answered, five quantiles, bytes up and down, state, cause. */
export const linkHistory = record({
  resolution: whole,
  links: listOf(record({ name: text, samples: listOf({ type: 'array', minItems: 12, maxItems: 12 }) })),
  decisions: listOf(anyObject),
});
