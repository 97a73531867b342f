import type { fr } from '../i18n/fr.js';
import type { Words } from '../i18n/words.js';
import type { LinkView } from './sync-state.js';

/** The kind, and the name where it says more: `Fibre`, `Réseau mobile (mtn)`. */
export function linkName(
  words: Pick<Words<keyof typeof fr>, 't'>,
  { kind, name }: Pick<LinkView, 'kind' | 'name'>,
): string {
  const said = words.t(`link.kind.${kind}`);
  return name === '' || name === kind || name.toLowerCase() === said.toLowerCase() ? said : `${said} (${name})`;
}

/** The link that records go over; one that is well where there are several. */
export function usedLink(links: readonly LinkView[]): LinkView | undefined {
  const used = links.filter(({ inUse }) => inUse);
  return used.find(({ state }) => state === 'active') ?? used[0];
}
