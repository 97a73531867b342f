import type { LinkName } from '../../../protocol/ids.js';
import type { Lane } from '../../../protocol/lane.js';
import { alarmOf } from './alarms.js';
import { chooseLink, type Seat } from './choose-link.js';
import { decisionLimits } from './decision-limits.js';
import { evidenceOf } from './evidence.js';
import { judgeCondition } from './judge-condition.js';
import type { LinkEvent } from './link-event.js';
import { type KnownUsual, type LinkHealth, timeoutOf } from './link-health.js';
import type { Decision, LaneLinks, LinkOrder } from './link-order.js';
import { type LinkPlan, lanesOf, mayCarry, type TrafficClass, trafficClasses } from './link-plan.js';
import { type LinkState, nameOf, openLink } from './link-state.js';
import { noteEvent } from './note-event.js';
import { planProbes } from './plan-probes.js';
import { planQuestions } from './plan-questions.js';
import { planSessions } from './plan-sessions.js';
import { rankLinks } from './rank-links.js';
import { learnFates, type SharedFates } from './shared-fate.js';

/** All that the decision about links rests on; a value, so that the same events lead to the same orders. */
export interface LinksState {
  readonly links: readonly LinkState[];
  readonly seats: Readonly<Record<TrafficClass, Seat>>;
  readonly fates: SharedFates;
  readonly force: LinkName | undefined;
  readonly urgentWaits: boolean;
  readonly urgentUntil: number;
  /** Since when every link that was ever up is down. */
  readonly allDownSince: number | undefined;
  readonly startedAt: number;
  /** When a probe or a question is due, a burst is over, or a question has waited for too long. */
  readonly dueAt: number;
  /** When to look again at what only time changes. */
  readonly lookAt: number;
}

export interface NextLinks {
  readonly state: LinksState;
  readonly orders: readonly LinkOrder[];
  /** When to call again with a `tick`, when nothing else happens before. */
  readonly wakeAtMilliseconds: number;
}

const none: readonly LinkOrder[] = [];
const emptySeat: Seat = { link: undefined, challenger: undefined, forced: false };

/** @param plans the preferred link first. @param fates and what is usual of each link: as learnt before, where it was kept */
export function openLinks(
  plans: readonly LinkPlan[],
  atMilliseconds: number,
  fates: SharedFates = new Map(),
  usual: ReadonlyMap<string, KnownUsual> = new Map(),
): LinksState {
  return {
    links: plans.map((plan) => openLink(plan, atMilliseconds, usual.get(plan.link))),
    seats: { urgent: emptySeat, clinical: emptySeat, bulk: emptySeat },
    fates,
    ...{ force: undefined, urgentWaits: false, urgentUntil: atMilliseconds, allDownSince: undefined },
    ...{ startedAt: atMilliseconds, dueAt: atMilliseconds, lookAt: atMilliseconds },
  };
}

/** What to do after something happened. The only way in: nothing else decides about links. */
export function nextLinks(before: LinksState, event: LinkEvent): NextLinks {
  const at = event.atMilliseconds;
  const noted = takeIn(before, event);
  if (isPlain(noted, event)) return { state: noted, orders: none, wakeAtMilliseconds: wakeOf(noted, at) };
  const judged = judgeAll(noted, at);
  const sessions = planSessions(judged.links, { ...judged, at });
  const planned = { ...judged, links: sessions.links };
  const isLook = at >= before.lookAt || event.kind !== 'tick' || hasTurned(before.links, planned.links);
  const seated = isLook ? takeSeats(planned, at) : { state: planned, orders: none };
  const asked = planAsking(seated.state, at);
  const lookAt = isLook ? at + decisionLimits.lookMilliseconds : before.lookAt;
  const state = { ...seated.state, links: asked.links, dueAt: asked.dueAt, lookAt };
  const orders = [...sessions.orders, ...seated.orders, ...asked.orders];
  return { state, orders, wakeAtMilliseconds: wakeOf(state, at) };
}

/** Who is asked now: by probes, or where these say nothing, over the session. */
function planAsking(state: LinksState, at: number) {
  const carriers = carriersOf(state);
  const alarm = alarmOf(state.links, carriers, at);
  const probes = planProbes(state.links, carriers, alarm, at);
  const { links, orders, dueAt } = planQuestions(probes.links, carriers, alarm, at);
  return { links, orders: [...probes.orders, ...orders], dueAt: Math.min(probes.dueAt, dueAt) };
}

/** Whether an event is only noted, because nothing can follow from it before the next tick. */
function isPlain({ links, dueAt, lookAt }: LinksState, event: LinkEvent): boolean {
  const at = event.atMilliseconds;
  switch (event.kind) {
    case 'heard':
    case 'probe-sent':
      return true;
    case 'probe-answered':
    case 'replied':
      return links.some((link) => nameOf(link) === event.link && link.condition === 'sound');
    case 'tick':
      return at < dueAt && at < lookAt && !links.some(({ health }) => expiryOf(health) <= at);
    default:
      return false;
  }
}

function hasTurned(before: readonly LinkState[], after: readonly LinkState[]): boolean {
  return after.some((link, index) => link.condition !== before[index]?.condition);
}

function carriersOf({ seats }: LinksState): ReadonlySet<LinkName> {
  const carriers = new Set<LinkName>();
  for (const traffic of trafficClasses) {
    const { link } = seats[traffic];
    if (link !== undefined) carriers.add(link);
  }
  return carriers;
}

/** Which link each lane goes over now. */
export function laneLinksOf({ seats }: LinksState): LaneLinks {
  const lanes = new Map<Lane, LinkName>();
  for (const traffic of trafficClasses) {
    const { link } = seats[traffic];
    if (link !== undefined) for (const lane of lanesOf(traffic)) lanes.set(lane, link);
  }
  return lanes;
}

/** The lanes that a link may carry, whether or not it does (rules L4, L52). */
export function lanesAllowed({ links }: LinksState, name: LinkName): readonly Lane[] {
  const link = links.find((known) => nameOf(known) === name);
  if (link === undefined) return [];
  return trafficClasses.filter((traffic) => mayCarry(link.plan, link.exhausted, traffic)).flatMap(lanesOf);
}

function takeIn(state: LinksState, event: LinkEvent): LinksState {
  const at = event.atMilliseconds;
  if (event.kind === 'tick') return state;
  if (event.kind === 'force') return { ...state, force: event.link };
  if (event.kind === 'urgent') {
    return { ...state, urgentWaits: event.waits, urgentUntil: event.waits ? state.urgentUntil : at };
  }
  const links = state.links.map((link) => (nameOf(link) === event.link ? noteEvent(link, event) : link));
  return { ...state, links };
}

function judgeAll(state: LinksState, at: number): LinksState {
  const judged = state.links.map((link) => judgeCondition(link, at, state.allDownSince));
  const allDownSince = judgeAllDown(judged, state.allDownSince, at);
  const { fates, links } = learnFates(state.fates, judged, { before: state.allDownSince, since: allDownSince }, at);
  return { ...state, links, fates, allDownSince };
}

/** Kept for as long as links that fell with the others may still come back, unless one that did not shows the hub. */
function judgeAllDown(links: readonly LinkState[], since: number | undefined, at: number): number | undefined {
  const used = links.filter(({ wasUp }) => wasUp);
  if (used.length > 0 && used.every(({ condition }) => condition === 'down')) return since ?? at;
  if (since === undefined || !links.some(({ condition }) => condition === 'down')) return undefined;
  const isWitness = ({ session, sessionAt = at, conditionAt }: LinkState) =>
    session === 'up' &&
    conditionAt < since - decisionLimits.recentMilliseconds &&
    at - sessionAt > decisionLimits.togetherMilliseconds;
  return links.some(isWitness) ? undefined : since;
}

function takeSeats(
  state: LinksState,
  at: number,
): { readonly state: LinksState; readonly orders: readonly LinkOrder[] } {
  const decisions: Decision[] = [];
  const seats = { ...state.seats };
  for (const traffic of trafficClasses) {
    const ranked = rankLinks(state.links, traffic, state.fates, at);
    const before = seats[traffic];
    const { seat, reason } = chooseLink(before, { traffic, links: state.links, ranked, force: state.force, at });
    seats[traffic] = seat;
    if (reason === undefined) continue;
    const evidence = evidenceOf(state.links, state.fates, at);
    decisions.push({ atMilliseconds: at, lanes: lanesOf(traffic), from: before.link, to: seat.link, reason, evidence });
  }
  const next = { ...state, seats };
  if (decisions.length === 0) return { state: next, orders: [] };
  return { state: next, orders: [{ kind: 'lanes', lanes: laneLinksOf(next), decisions: joinDecisions(decisions) }] };
}

/** Classes that move the same way for the same reason are one decision. */
function joinDecisions(decisions: readonly Decision[]): readonly Decision[] {
  const joined: Decision[] = [];
  for (const decision of decisions) {
    const { from, to, reason, lanes } = decision;
    const same = joined.findIndex((other) => other.from === from && other.to === to && other.reason === reason);
    const found = joined[same];
    if (found === undefined) joined.push(decision);
    else joined[same] = { ...found, lanes: [...found.lanes, ...lanes] };
  }
  return joined;
}

function wakeOf({ links, dueAt, lookAt }: LinksState, at: number): number {
  const wake = links.reduce((soonest, { health }) => Math.min(soonest, expiryOf(health)), Math.min(dueAt, lookAt));
  return Math.max(wake, at + 1);
}

/** When the oldest probe that waits for its answer has waited for too long. */
function expiryOf(health: LinkHealth): number {
  const [oldest] = health.outstanding;
  return oldest === undefined ? Number.POSITIVE_INFINITY : oldest.sentAt + timeoutOf(health);
}
