import type { KeptSubscription } from '../../journal/subscriptions/subscription-store.js';
import { parseResourceType } from '../../protocol/ids.js';
import { canonicalMembers, setMember } from '../../record/canonical.js';
import { writeMembers } from '../../record/json-scanner.js';
import type { ShownVersion } from '../answer.js';
import type { Language } from '../negotiate.js';
import { errorText } from './hook-failure.js';

const type = parseResourceType('Subscription');
/** What the server says of it, and no client. */
const ofServer: ReadonlySet<string> = new Set(['status', 'error']);

/** The text to keep: canonical, without what the server says. */
export function keptText(body: string): string {
  return writeMembers(canonicalMembers(body).filter(({ key }) => !ofServer.has(key)));
}

/** A Subscription as its author sees it. */
export function shownSubscription(kept: KeptSubscription, language: Language): ShownVersion {
  const { id, version, updatedMilliseconds, progress } = kept;
  const { status, error } = progress;
  let members = setMember(canonicalMembers(kept.body), 'status', JSON.stringify(status));
  if (error !== undefined) members = setMember(members, 'error', JSON.stringify(errorText(error, language)));
  return {
    ...{ type, id, versionId: String(version), lastUpdatedMilliseconds: updatedMilliseconds },
    ...{ deleted: false, body: writeMembers(members) },
  };
}
