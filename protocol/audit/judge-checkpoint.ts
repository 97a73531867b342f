import { type AuditAnchor, type AuditMark, isSameHead } from './audit-mark.js';

/** What a site says of its audit. */
export interface SaidCheckpoint extends AuditMark {
  /** Of the anchor that it has heard of last. */
  readonly serial: number;
  /** Its head at that anchor's count, shortened; empty where it has fewer entries. */
  readonly base: Uint8Array;
  /** The first entry that does not follow from those before it; 0 while none is known. */
  readonly brokenAt: number;
}

/**
 * `stale` it does not know of the newest anchor: it is told, and nothing else follows. `ask` it contradicts what was said
 * before: it is asked for its heads. `same` nothing is new. `take` it becomes the newest anchor.
 */
export type CheckpointVerdict = 'stale' | 'ask' | 'same' | 'take';

/**
 * What a checkpoint says beside the newest anchor (rule R6). A message that was late, doubled or overtaken names an earlier
 * anchor and accuses nobody; one that names the newest was made by who knew it.
 * @param knownBrokenAt the break that was told already
 */
export function judgeCheckpoint(newest: AuditAnchor, said: SaidCheckpoint, knownBrokenAt: number): CheckpointVerdict {
  if (said.serial !== newest.serial || said.epoch < newest.epoch) return 'stale';
  if (said.count < newest.count || !isSameHead(said.base, newest.head)) return 'ask';
  if (said.brokenAt > 0 && said.brokenAt !== knownBrokenAt) return 'ask';
  if (said.count > newest.count) return 'take';
  return isSameHead(said.head, newest.head) ? 'same' : 'ask';
}
