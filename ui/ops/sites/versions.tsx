import type { JSX } from 'preact';
import { formatNumber } from '../../kit/i18n/format.js';
import type { Fleet } from '../fleet/fleet.js';
import { versionsOf } from '../fleet/versions.js';
import { useWords } from '../words/use-words.js';

/** Who runs what: each version with how many sites say that they run it. */
export function Versions({ fleet }: { readonly fleet: Fleet }): JSX.Element | null {
  const words = useWords();
  const versions = versionsOf(fleet.sites);
  if (versions.length === 0) return null;
  const list = versions.map(([version, count]) => `${version} (${formatNumber(words.language, count)})`).join(', ');
  return <p class="soft small">{words.t('fleet.versions', { list })}</p>;
}
