import { type AuditMark, isSameHead } from './audit-mark.js';

/** What a site says of its chain where it was asked about it. */
export interface SaidChain {
  /** Of the log that it writes now. */
  readonly epoch: number;
  /** How many entries it has. */
  readonly count: number;
  /** The first entry that does not follow from those before it; 0 when a walk found none. */
  readonly brokenAt: number;
  /** Its heads at the counts that were asked for, rising; shorter where the audit ends before. */
  readonly heads: readonly Uint8Array[];
}

/**
 * `altered` entries are not what they were; `cut` those after `count` are gone; `lost` the same, or others stand there,
 * under a later epoch of the site: it was put back to an earlier state, or replaced, and has told so by the epoch.
 */
export type DamageKind = 'altered' | 'cut' | 'lost';

/** Where the audit of a site is not what the hub was given (rule R9). */
export interface AuditDamage {
  readonly kind: DamageKind;
  /** It begins with one of these entries, both included. */
  readonly from: number;
  readonly to: number;
  /** The last anchor that it agrees with; 0 for none. */
  readonly soundCount: number;
  /** Whether anchors do not agree, and not only entries with each other. */
  readonly isAnchored: boolean;
}

/**
 * Compares what a site says of its chain with what it said before. Each anchor covers all that stands before it, so the
 * damage begins between the last one that agrees and the first that does not.
 * @param anchors those that were asked about, rising
 */
export function locateDamage(anchors: readonly AuditMark[], said: SaidChain): AuditDamage | undefined {
  const sound = anchors.findIndex(({ head }, index) => !isSameHead(head, said.heads[index] ?? new Uint8Array()));
  const firstBad = sound === -1 ? undefined : anchors[sound];
  const soundCountBelow = (end: number) =>
    anchors.slice(0, sound === -1 ? anchors.length : sound).findLast(({ count }) => count < end)?.count ?? 0;
  const newest = anchors.at(-1);
  if (said.brokenAt > 0 && said.brokenAt <= (firstBad?.count ?? said.brokenAt)) {
    const from = soundCountBelow(said.brokenAt) + 1;
    const soundCount = soundCountBelow(Number.POSITIVE_INFINITY);
    return { kind: 'altered', from, to: said.brokenAt, soundCount, isAnchored: firstBad !== undefined };
  }
  if (firstBad === undefined || newest === undefined) return undefined;
  const soundCount = soundCountBelow(firstBad.count);
  const isEnd = firstBad.count > said.count;
  const kind = said.epoch > newest.epoch ? 'lost' : isEnd ? 'cut' : 'altered';
  // Under a later epoch nothing of the earlier state stands behind what agrees.
  const to = kind === 'altered' ? firstBad.count : newest.count;
  return { kind, from: soundCount + 1, to, soundCount, isAnchored: true };
}
