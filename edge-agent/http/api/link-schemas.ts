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
import { linkCauses } from '../../../protocol/links/link-causes.js';
import { linkStates } from '../../../protocol/links/link-states.js';
import { setupFaultCodes } from '../../../protocol/links/setup-faults.js';

const shown = {
  ...{ name: text, kind: text, state: oneOf(...linkStates), cause: oneOf(...linkCauses), inUse: flag, since: moment },
};
const faults = { faults: listOf(record({ code: oneOf(...setupFaultCodes), about: text })) };

/** A link as `GET /api/sync` shows it. */
export const syncLink = record(shown, faults);

/** The same with its figures, as `GET /api/links` shows it. */
export const measuredLink = record(
  {
    ...{ ...shown, metered: flag, roundTripMilliseconds: nullable(decimal), lossFraction: nullable(decimal) },
    ...{ budget: nullable(anyObject), signal: nullable(anyObject) },
  },
  faults,
);

/** Why lanes went to another link. */
export const decision = record({
  ...{ at: moment, traffic: oneOf('urgent', 'clinical', 'bulk'), lanes: listOf(whole) },
  ...{ from: nullable(text), to: nullable(text), reason: text, evidence: listOf(anyObject) },
});
