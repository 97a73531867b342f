import type { StarlinkSignal } from '../../../protocol/links/link-signal.js';
import { type DishStatus, disablements, outageCauses } from './starlink-messages.js';

/** A terminal is given its satellite anew every 15 s; what is away for less is waiting for the next. */
const slotNanoseconds = 15e9;
/** What may pass by itself with the next satellite; the others last. */
const passing: readonly string[] = ['unknown', 'no-schedule', 'no-sats', 'obstructed', 'no-downlink', 'no-pings'];
const okay = 1;

/** What a terminal's answer means. */
export function readDishStatus(status: DishStatus): StarlinkSignal {
  const { outage, disablement_code: disablement = 0, obstruction_stats: sky } = status;
  const latency = status.pop_ping_latency_ms ?? 0;
  return {
    kind: 'starlink',
    ...stateOf(outage, disablement),
    obstructedFraction: fractionOf(sky?.fraction_obstructed),
    obstructed: sky?.currently_obstructed ?? false,
    pingLossFraction: fractionOf(status.pop_ping_drop_rate),
    // No ping came back.
    latencyMilliseconds: Number.isFinite(latency) && latency > 0 ? Math.round(latency * 10) / 10 : null,
  };
}

function stateOf(outage: DishStatus['outage'], disablement: number): Pick<StarlinkSignal, 'state' | 'outageCause'> {
  if (disablement > okay) return { state: 'disabled', outageCause: disablements[disablement] ?? 'unknown' };
  if (outage === undefined) return { state: 'connected', outageCause: null };
  const outageCause = outageCauses[outage.cause ?? 0] ?? 'unknown';
  const isShort = (outage.duration_ns ?? 0) < slotNanoseconds;
  return { state: isShort && passing.includes(outageCause) ? 'reconfiguring' : 'outage', outageCause };
}

/** 0 to 1, in thousandths. */
function fractionOf(value: number | undefined): number {
  if (value === undefined || !Number.isFinite(value)) return 0;
  return Math.round(Math.min(1, Math.max(0, value)) * 1000) / 1000;
}
