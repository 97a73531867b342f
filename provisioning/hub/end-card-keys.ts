import type { Journal } from '../../journal/open.js';
import type { SiteCode } from '../../protocol/ids.js';
import { cardKeyAuthor, cardKeyEndResource } from '../../record/card-keys/card-key-resource.js';
import { cardKeysOf } from '../../record/card-keys/card-key-set.js';
import { parseResource } from '../../record/parse.js';

/**
 * What a revoked site signs from now on does not count; what it signed before does, by the card's own word (rule H8).
 * Said once for each key: the first word stands.
 */
export async function endCardKeys(
  { cardKeys, records }: Pick<Journal, 'cardKeys' | 'records'>,
  site: SiteCode,
  atMilliseconds: number,
): Promise<void> {
  const held = cardKeysOf(await cardKeys.told()).filter(
    (key) => key.site === site && key.endedMilliseconds === undefined,
  );
  for (const { kid } of held) {
    const resource = parseResource(JSON.stringify(cardKeyEndResource(kid, atMilliseconds)));
    await records.commitBundle({ author: cardKeyAuthor, entries: [{ verb: 'update', resource }] });
  }
}
