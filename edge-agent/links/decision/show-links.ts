import type { LinkName } from '../../../protocol/ids.js';
import type { LinkCauseCode } from '../../../protocol/links/link-causes.js';
import { trafficClasses } from './link-plan.js';
import { isSessionMissing, type LinkState, nameOf } from './link-state.js';
import { nameCause } from './name-cause.js';
import type { LinksState } from './next-links.js';
import { isBlockTold } from './probe-path.js';

/** A link as staff see it (contract: `Link state`, `cause`). */
export interface LinkStanding {
  readonly link: LinkName;
  readonly state: 'active' | 'standby' | 'degraded' | 'down' | 'asleep' | 'blocked';
  readonly cause: LinkCauseCode;
  /** Records go over it: also over one that is degraded, where none is better. */
  readonly inUse: boolean;
  /** The hub answers over its session, and no probe comes through. */
  readonly probesBlocked: boolean;
  /** When what it shows last changed by itself: its condition or its session. */
  readonly sinceMilliseconds: number;
}

export function standingOf(state: LinksState): readonly LinkStanding[] {
  const active = new Set(trafficClasses.map((traffic) => state.seats[traffic].link));
  return state.links.map((link) => {
    const carries = active.has(nameOf(link));
    const shown = stateOf(link, carries);
    return {
      link: nameOf(link),
      state: shown,
      cause: nameCause(link, state.links, state.fates),
      inUse: carries && shown !== 'down',
      probesBlocked: isBlockTold(link),
      sinceMilliseconds: Math.max(link.conditionAt, link.sessionAt ?? 0),
    };
  });
}

function stateOf(link: LinkState, isActive: boolean): LinkStanding['state'] {
  const { plan, condition, held, exhausted } = link;
  if (condition === 'down' || isSessionMissing(link)) return 'down';
  if (exhausted && plan.metered && !isActive) return 'blocked';
  if (condition === 'slow' || condition === 'lossy') return 'degraded';
  if (isActive) return 'active';
  return plan.standby === 'asleep' && !held ? 'asleep' : 'standby';
}
