import type { KeptDecision } from '../../protocol/telemetry/kept-decision.js';
import type { Decision } from '../links/decision/link-order.js';
import { lanesOf, trafficClasses } from '../links/decision/link-plan.js';

/** A decision as it is kept: under the wall clock, because the steady one means nothing later. */
export function keptDecisionOf(decision: Decision, nowMilliseconds: number): KeptDecision {
  const { lanes, from, to, reason, evidence } = decision;
  const traffic = trafficClasses.find((each) => lanesOf(each).some((lane) => lanes.includes(lane)));
  return {
    at: Math.floor(nowMilliseconds),
    traffic: traffic ?? 'bulk',
    lanes,
    from: from ?? null,
    to: to ?? null,
    reason,
    evidence: evidence.map((each) => ({
      ...{ link: each.link, condition: each.condition, session: each.session, cause: each.cause },
      lossFraction: each.lossFraction === undefined ? null : Math.round(each.lossFraction * 1_000) / 1_000,
      roundTripMilliseconds: each.roundTripMilliseconds ?? null,
      usualMilliseconds: each.usualMilliseconds ?? null,
      silentMilliseconds: each.silentMilliseconds ?? null,
      penalty: each.penalty,
      signal: each.signal ?? null,
    })),
  };
}
