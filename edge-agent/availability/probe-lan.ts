import type { AvailabilityState } from '../../protocol/facts/availability.js';
import { askOwnSite, type OwnListener } from '../../provisioning/machine/ask-own-site.js';

export interface LanPlace extends OwnListener {
  /** What the program knows its own question by. */
  readonly secret: string;
}

/** What users call slow, and what they call broken. */
export const slowMilliseconds = 2_000;
export const answerMillisecondsMax = 10_000;
const path = '/fhir/Organization?_count=1';

/**
 * Asks the site as a user's browser does: a new TLS session with its listener, who asks, the search, the answer as FHIR.
 */
export async function probeLan(
  place: LanPlace,
  elapsedMilliseconds: () => number,
): Promise<Exclude<AvailabilityState, 'off'>> {
  const began = elapsedMilliseconds();
  const question = { path, bearer: place.secret, withinMilliseconds: answerMillisecondsMax };
  const answer = await askOwnSite(place, question);
  if (answer?.status !== 200 || !isBundle(answer.body)) return 'down';
  return elapsedMilliseconds() - began > slowMilliseconds ? 'degraded' : 'up';
}

function isBundle(body: string): boolean {
  try {
    return (JSON.parse(body) as { readonly resourceType?: unknown }).resourceType === 'Bundle';
  } catch {
    return false;
  }
}
