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

/** The link that records go over; a degraded one only where no other is in use. */
export function usedLink(links: readonly LinkView[]): LinkView | undefined {
  return links.find(({ state }) => state === 'active') ?? links.find(({ state }) => state === 'degraded');
}
