import { feedSealKeyOf } from '../../protocol/session/feed-seal.js';
import { readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';
import { nodePaths } from '../node-folder.js';

/**
 * The key of the seals on the hub's feeds (rule E16). It is derived from the key that signed first; once that is exchanged
 * it stands in a file of its own, for feeds that were sealed before must be known again.
 */
export function readFeedSealKey(dir: string, authorityKeyPem: string): Uint8Array {
  const kept = readTextIfThere(nodePaths(dir).feedSealKey);
  return kept === undefined ? feedSealKeyOf(authorityKeyPem) : Buffer.from(kept.trim(), 'hex');
}

/** Keeps it, before the key that it is derived from goes. */
export function keepFeedSealKey(dir: string, authorityKeyPem: string): void {
  const path = nodePaths(dir).feedSealKey;
  if (readTextIfThere(path) !== undefined) return;
  writeFileAtomically(path, `${Buffer.from(feedSealKeyOf(authorityKeyPem)).toString('hex')}\n`);
}
