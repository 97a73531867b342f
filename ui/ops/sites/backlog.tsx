import type { JSX } from 'preact';
import { formatNumber } from '../../kit/i18n/format.js';
import type { Site } from '../fleet/fleet.js';
import { useWords } from '../words/use-words.js';
import { ageText } from './age-text.js';
import { Age } from './moment.js';

/**
 * What waits at the site for the hub. The hub counts it when it hears the site, so for a silent site the figure is of
 * then, and where nothing waited then it is not known rather than zero.
 */
export function ToHub({ site }: { readonly site: Site }): JSX.Element {
  const words = useWords();
  const { pending } = site.toHub;
  if (site.connected || site.state !== 'active') {
    return (
      <>
        <Count count={pending} />
        {pending > 0 && site.drainSeconds !== undefined && (
          <span class="soft under">
            {words.t('drain.short', { age: ageText(words.language, site.drainSeconds * 1000) })}
          </span>
        )}
      </>
    );
  }
  return (
    <>
      {pending > 0 ? <Count count={pending} /> : <span class="soft">{words.t('backlog.unknown')}</span>}
      {pending > 0 && site.lastSeenAt !== undefined && (
        <span class="soft under">
          <Age at={site.lastSeenAt} form="ago" />
        </span>
      )}
    </>
  );
}

/** A number of records; zero is quiet. */
export function Count({ count }: { readonly count: number }): JSX.Element {
  const words = useWords();
  return <span class={count > 0 ? 'number strong' : 'number soft'}>{formatNumber(words.language, count)}</span>;
}

/** How long the oldest record has waited; of a silent site only what was known when it was heard. */
export function OldestAge({ site }: { readonly site: Site }): JSX.Element {
  const words = useWords();
  if (site.oldestUnsyncedAt === undefined) {
    const isKnown = site.connected || site.state !== 'active';
    return <span class="soft">{words.t(isKnown ? 'backlog.none' : 'backlog.unknown')}</span>;
  }
  return (
    <strong>
      <Age at={site.oldestUnsyncedAt} form="plain" />
    </strong>
  );
}
