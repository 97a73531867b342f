import { type DecisionReason, decisionReasons } from '../../../protocol/links/decision-reasons.js';
import { fieldsOf, listOf, numberOf, textOf, timeOf } from '../http/read-fields.js';
import { type LinkCause, readCause } from './link-codes.js';

export const trafficClasses = ['urgent', 'clinical', 'bulk'] as const;
export type Traffic = (typeof trafficClasses)[number];

/** By the number of the lane (protocol/lane.ts). */
const classesOfLanes: readonly Traffic[] = ['urgent', 'urgent', 'clinical', 'clinical', 'clinical', 'bulk'];

/** The figures of one link that a decision rested on. */
export interface Evidence {
  readonly link: string;
  readonly condition: string;
  readonly session: string;
  readonly cause: LinkCause | undefined;
  /** 0 to 1. */
  readonly lossFraction: number | undefined;
  readonly roundTripMilliseconds: number | undefined;
  readonly usualMilliseconds: number | undefined;
  readonly silentMilliseconds: number | undefined;
  readonly penalty: number | undefined;
}

/** Lanes went to another link: those of several classes at one moment for one reason are one decision here. */
export interface LinkDecision {
  readonly at: number;
  readonly traffic: readonly Traffic[];
  readonly from: string | undefined;
  /** `undefined`: they wait. */
  readonly to: string | undefined;
  /** '' when this page does not know it. */
  readonly reason: DecisionReason | '';
  readonly evidence: readonly Evidence[];
}

/** The newest first. */
export function readDecisions(value: unknown): readonly LinkDecision[] {
  const decisions: LinkDecision[] = [];
  for (const item of listOf(value)) {
    const decision = readDecision(item);
    if (decision === undefined) continue;
    const index = decisions.findIndex((other) => belongTogether(other, decision));
    const other = decisions[index];
    if (other === undefined) decisions.push(decision);
    else decisions[index] = { ...other, traffic: union(other.traffic, decision.traffic) };
  }
  return decisions.sort((one, other) => other.at - one.at);
}

function readDecision(value: unknown): LinkDecision | undefined {
  const fields = fieldsOf(value);
  const at = timeOf(fields['at']);
  if (at === undefined) return undefined;
  return {
    at,
    traffic: readTraffic(fields['lanes'], fields['traffic']),
    from: textOf(fields['from']) || undefined,
    to: textOf(fields['to']) || undefined,
    reason: readReason(fields['reason']),
    evidence: listOf(fields['evidence']).map(readEvidence),
  };
}

/** The classes whose lanes moved (rule L31); the hub of an older program names the most urgent one only. */
function readTraffic(lanes: unknown, traffic: unknown): readonly Traffic[] {
  const moved = listOf(lanes).map((lane) => classesOfLanes[Number(lane)]);
  if (moved.length === 0) return trafficClasses.filter((one) => one === traffic);
  return trafficClasses.filter((one) => moved.includes(one));
}

function readReason(value: unknown): DecisionReason | '' {
  return typeof value === 'string' && Object.hasOwn(decisionReasons, value) ? (value as DecisionReason) : '';
}

function readEvidence(value: unknown): Evidence {
  const fields = fieldsOf(value);
  return {
    link: textOf(fields['link']),
    condition: textOf(fields['condition']),
    session: textOf(fields['session']),
    cause: readCause(fields['cause']),
    lossFraction: numberOf(fields['lossFraction']),
    roundTripMilliseconds: numberOf(fields['roundTripMilliseconds']),
    usualMilliseconds: numberOf(fields['usualMilliseconds']),
    silentMilliseconds: numberOf(fields['silentMilliseconds']),
    penalty: numberOf(fields['penalty']),
  };
}

function belongTogether(one: LinkDecision, other: LinkDecision): boolean {
  return one.at === other.at && one.from === other.from && one.to === other.to && one.reason === other.reason;
}

function union(some: readonly Traffic[], more: readonly Traffic[]): readonly Traffic[] {
  return trafficClasses.filter((traffic) => some.includes(traffic) || more.includes(traffic));
}
