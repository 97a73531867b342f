import { protocolVersion } from '../../protocol/batch.js';
import { cursorStart } from '../../protocol/change.js';
import type { LaneDurability } from '../../protocol/control/durability.js';
import type { Hello } from '../../protocol/control/hello.js';
import type { SiteCode } from '../../protocol/ids.js';
import { lanes } from '../../protocol/lane.js';
import { limits } from '../../protocol/limits.js';
import type { ProblemCode } from '../../protocol/problem.js';

/** What the hub knows of the site that says hello. */
export interface KnownSite {
  readonly code: SiteCode;
  readonly state: 'invited' | 'active' | 'revoked';
}

/** The code that a hello is refused with; `undefined` when its epoch and its lease may be judged (rules S2, E5). */
export function refusalOfHello(
  hello: Hello,
  peerSite: SiteCode,
  known: KnownSite | undefined,
): ProblemCode | undefined {
  if (hello.site !== peerSite) return 'scope-forged';
  if (hello.protocol !== protocolVersion) return 'version-unsupported';
  if (known === undefined || known.state !== 'active') return 'certificate-refused';
  return undefined;
}

/**
 * Whether a hello was said before the one that opened the session of its connection: the same run has taken a later epoch
 * since. It may come late, or twice; the site awaits no answer to it (rule S98).
 */
export function isOvertaken(
  { bootId, epoch }: Pick<Hello, 'bootId' | 'epoch'>,
  open: { readonly bootId: string; readonly epoch: number } | undefined,
): boolean {
  return open !== undefined && open.bootId === bootId && epoch < open.epoch;
}

/**
 * Where the site stands in the hub's feed, all lanes. Its word counts only under the hub epoch that it was given under:
 * any other feed starts at its beginning (rule F1).
 */
export function feedCursorsOf(
  hello: Pick<Hello, 'site' | 'hubEpoch' | 'downs'>,
  hubEpoch: number,
): readonly LaneDurability[] {
  return lanes.map((lane) => {
    const told = hello.hubEpoch === hubEpoch ? hello.downs.find((cursor) => cursor.lane === lane) : undefined;
    const durable =
      told === undefined
        ? cursorStart({ direction: 'dn', site: hello.site, epoch: hubEpoch, lane })
        : { seq: told.seq, chain: told.chain };
    return { lane, durable, safeSeq: 0, creditBytes: limits.creditBytesMax };
  });
}
