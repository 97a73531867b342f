import { decisionLimits as limits } from './decision-limits.js';
import { forgetLosses } from './link-health.js';
import type { LinkState, ProbePath } from './link-state.js';

/** Misses in a row that are silence, where misses say something. */
export function silentMissesOf({ plan }: Pick<LinkState, 'plan'>): number {
  return plan.metered ? limits.silentMissesMeteredMin : limits.silentMissesMin;
}

/** Whether what probes show is held against the link. */
export function areProbesProof({ probePath }: LinkState): boolean {
  return probePath === 'proven';
}

/** A burst that was missed, while nobody has answered a probe in this session, or the hub answered over it meanwhile. */
export function judgeProbePath(link: LinkState, at: number): LinkState {
  const { health, probePath, session, questions } = link;
  if (session !== 'up' || probePath === 'blocked' || health.misses < silentMissesOf(link)) return link;
  const since = health.missesSince ?? at;
  if (probePath === 'proven') return questions.provenAt >= since ? block(link, at) : link;
  // Not before the hub was asked for these misses: else nobody would ask for a while whether the link is dead.
  return questions.latestAt >= since ? block({ ...link, health: forgetLosses(health) }, at) : link;
}

export function block(link: LinkState, at: number): LinkState {
  return { ...link, probePath: 'blocked', blockedAt: link.blockedAt ?? at };
}

/** A session opened; over a connection that stands, as when its hello is said again, nothing has changed for datagrams. */
export function pathAtOpening({ probePath }: LinkState): ProbePath {
  return probePath === 'blocked' ? 'blocked' : 'unproven';
}

/** A session ended. One that was let go while its probes did not come through says nothing of the link by its silence. */
export function endPath(link: LinkState, wasLetGo: boolean): LinkState {
  if (link.probePath !== 'blocked') return { ...link, probePath: 'proven' };
  if (wasLetGo) return link;
  const { health } = link;
  return {
    ...link,
    ...{ probePath: 'proven', blockedAt: undefined, socketError: undefined, health: forgetLosses(health) },
  };
}

/** Whether people are told: the link was heard for a while after its probes were found not to come through. */
export function isBlockTold({ probePath, blockedAt, condition, health }: LinkState): boolean {
  if (probePath !== 'blocked' || blockedAt === undefined || condition === 'down') return false;
  return (health.heardAt ?? 0) - blockedAt >= limits.blockedToldMilliseconds;
}

/** Round trip that traffic may expect, milliseconds; `undefined` before anything was measured. */
export function roundTripOf({ probePath, questions, health }: LinkState): number | undefined {
  const byProbes = health.samples === 0 ? undefined : health.latestMilliseconds;
  return probePath === 'blocked' ? (questions.smoothedMilliseconds ?? byProbes) : byProbes;
}
