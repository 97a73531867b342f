import { Problem } from '../../protocol/problem.js';
import type { VerbContext } from './verb-context.js';

/** What came of comparing a site with the hub. */
export interface VerifyReport {
  readonly state: string;
  /** The last proof, milliseconds since 1970; `null` when there was none yet. */
  readonly provedAt: number | null;
}

/**
 * `verify` {}: at a site, asks the hub now, and answers when it is proved or cannot be (rule D2).
 * @throws Problem `usage-wrong` at a hub
 */
export async function verifySite(context: VerbContext): Promise<VerifyReport> {
  const { node, journal, prove } = context;
  if (node.kind === 'hub') throw new Problem('usage-wrong', 'verify runs at a site: the hub answers it');
  if (prove !== undefined) return prove();
  // No program runs here, so no link does.
  const proof = await journal.digests.proof(node.code);
  return { state: 'unreachable', provedAt: proof?.atMilliseconds ?? null };
}
