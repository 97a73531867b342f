import { openProbe, probeBytes, sealProbe, tagOf } from '../../protocol/probe/probe.js';
import type { KnownProbeKey, ProbeKeys } from './probe-keys.js';

/** Why a datagram was not answered. */
export type ProbeFault = 'malformed' | 'foreign' | 'forged' | 'replayed' | 'too-many';

export type ProbeVerdict =
  | { readonly kind: 'answer'; readonly known: KnownProbeKey; readonly bytes: Uint8Array }
  | { readonly kind: 'ignore'; readonly reason: Exclude<ProbeFault, 'too-many'> };

/** What to do about one datagram; nothing is answered that is not proven, and no answer is longer (rules L11, L13, L14). */
export function answerProbe(keys: ProbeKeys, bytes: Uint8Array): ProbeVerdict {
  const tag = bytes.length === probeBytes ? tagOf('request', bytes) : undefined;
  if (tag === undefined) return { kind: 'ignore', reason: 'malformed' };
  const candidates = keys.find(tag);
  if (candidates.length === 0) return { kind: 'ignore', reason: 'foreign' };
  for (const known of candidates) {
    const probe = openProbe('request', known.key, bytes);
    if (probe === undefined) continue;
    if (!known.window.take(probe.sequence)) return { kind: 'ignore', reason: 'replayed' };
    known.received = (known.received + 1) >>> 0;
    return { kind: 'answer', known, bytes: sealProbe('answer', known.key, { ...probe, count: known.received }) };
  }
  return { kind: 'ignore', reason: 'forged' };
}
