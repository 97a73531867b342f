import type { LinkCauseCode } from '../../../protocol/links/link-causes.js';
import { decisionLimits } from './decision-limits.js';
import { isUnreachable } from './judge-condition.js';
import { isSessionMissing, type LinkState } from './link-state.js';
import { failedTogether, type SharedFates, shareFate } from './shared-fate.js';

/** Kinds whose operators take money in advance, and answer everything themselves once it is spent. */
const prepaidKinds: readonly string[] = ['cellular', 'starlink', 'geo'];

/** Why a link is not as it should be; all links are needed to tell the link's fault from the hub's or a shared one. */
export function nameCause(link: LinkState, links: readonly LinkState[], fates: SharedFates): LinkCauseCode {
  if (link.exhausted && link.plan.metered) return 'budget';
  const others = links.filter((other) => other !== link);
  const isGone = link.condition === 'down' || (link.session === 'down' && link.sessionAt !== undefined && link.held);
  if (isGone && link.signal !== undefined && link.signal.cause !== 'none') return link.signal.cause;
  if (isGone && link.captive) return 'no-credit';
  if (link.session === 'down' && link.sessionCause === 'no-credit') return 'no-credit';
  if (link.session === 'down' && link.sessionCause === 'certificate') return certificateOrCredit(link, others);
  if (link.condition === 'down') return causeOfSilence(link, others, fates);
  if (isSessionMissing(link)) return causeOfSession(link, others);
  return link.condition === 'slow' || link.condition === 'lossy' ? 'brownout' : 'none';
}

/** A certificate that is no hub's, while the hub shows a good one elsewhere: somebody else answers on this link. */
function certificateOrCredit(link: LinkState, others: readonly LinkState[]): LinkCauseCode {
  const isGoodElsewhere = link.wasUp || others.some(({ session }) => session === 'up');
  const isRefusedElsewhere = others.some(
    ({ session, sessionCause }) => session === 'down' && sessionCause === 'certificate',
  );
  return prepaidKinds.includes(link.plan.kind) && isGoodElsewhere && !isRefusedElsewhere ? 'no-credit' : 'certificate';
}

function causeOfSilence(link: LinkState, others: readonly LinkState[], fates: SharedFates): LinkCauseCode {
  const unreachable = isUnreachable(link);
  const known = others.filter(({ wasUp }) => wasUp);
  const fellWith = known.filter((other) => failedTogether(link, other));
  const isEverything = known.length > 0 && fellWith.length === known.length;
  if (isEverything && !unreachable) {
    const isShared = fellWith.every((other) => shareFate(fates, link.plan.link, other.plan.link));
    return isShared ? 'shared-outage' : 'hub-down';
  }
  const isRefused = [link, ...others].some(
    ({ session, sessionCause }) => session === 'down' && sessionCause === 'hub-down',
  );
  if (isRefused && others.every(({ session }) => session === 'down')) return 'hub-down';
  if (fellWith.length > 0) return 'shared-outage';
  return unreachable ? 'link-down' : 'blackhole';
}

/** The link itself works, as far as its probes show. */
function causeOfSession(link: LinkState, others: readonly LinkState[]): LinkCauseCode {
  const { sessionCause, health } = link;
  if (sessionCause === 'dns') return 'dns';
  const isAlone = !others.some(({ session }) => session === 'up');
  const isProbed =
    health.answeredAt !== undefined && health.answeredAt > (link.sessionAt ?? 0) - decisionLimits.recentMilliseconds;
  if (sessionCause === 'hub-down') return isAlone || isProbed ? 'hub-down' : 'link-down';
  // What answers probes is the hub's machine: what ended is its program, or the way to it.
  if (isProbed && isAlone && sessionCause === 'link-down') return 'hub-down';
  return sessionCause;
}
