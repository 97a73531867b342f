import type { Change } from '../../protocol/change.js';
import { Problem } from '../../protocol/problem.js';
import { cardKeyAuthor, cardKeyType } from '../../record/card-keys/card-key-resource.js';
import type { JournalContext } from '../context.js';
import { cardKeySql } from '../sql/card-keys.js';

/** Of one site: a key a month for as long as a key stays in the set, and as many again after mishaps. */
export const cardKeysOfSiteMax = 256;

/**
 * The public set of keys is given to everybody: no site may make it larger than a site needs (rule H10).
 * @param changes a group of one site, of which nothing is written yet
 * @throws Problem `card-keys-too-many`
 */
export function requireRoomForKeys(context: JournalContext, changes: readonly Change[]): void {
  const told = changes.filter(({ type, author }) => type === cardKeyType && author === cardKeyAuthor);
  const [first] = told;
  if (first === undefined) return;
  const { connection, names } = context;
  const known = connection.all(cardKeySql.resourcesTold, names.type(cardKeyType), first.origin, cardKeyAuthor);
  const resources = new Set([
    ...known.map(({ resourceId }) => resourceId),
    ...told.map(({ resourceId }) => resourceId),
  ]);
  // What is said again of keys that are there takes no room.
  if (resources.size > cardKeysOfSiteMax && resources.size > known.length) throw new Problem('card-keys-too-many');
}
