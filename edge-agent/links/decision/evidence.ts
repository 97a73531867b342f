import { penaltyAt } from './damping.js';
import { lossOf } from './link-health.js';
import type { LinkEvidence } from './link-order.js';
import { type LinkState, nameOf } from './link-state.js';
import { nameCause } from './name-cause.js';
import { roundTripOf } from './probe-path.js';
import type { SharedFates } from './shared-fate.js';

/** The figures of each link as they stand. */
export function evidenceOf(links: readonly LinkState[], fates: SharedFates, at: number): readonly LinkEvidence[] {
  return links.map((link) => {
    const { health, condition, session, damping } = link;
    const isKnown = health.samples > 0;
    return {
      ...{ link: nameOf(link), condition, session, cause: nameCause(link, links, fates) },
      // What nobody can answer was not lost.
      lossFraction: link.probePath === 'blocked' ? undefined : lossOf(health),
      roundTripMilliseconds: rounded(roundTripOf(link)),
      usualMilliseconds: isKnown ? Math.round(health.usualMilliseconds) : undefined,
      silentMilliseconds: health.heardAt === undefined ? undefined : Math.round(at - health.heardAt),
      penalty: Math.round(penaltyAt(damping, at)),
      ...(link.signal && { signal: link.signal.said }),
    };
  });
}

function rounded(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : Math.round(milliseconds);
}
