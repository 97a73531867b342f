import type { JSX } from 'preact';
import type { Fleet } from '../fleet/fleet.js';
import { useWords } from '../words/use-words.js';
import { Events } from './event-list.js';
import { Moment } from './moment.js';

const recentMilliseconds = 24 * 60 * 60_000;

/** The hub's own state: its last backup, and what happened to it within a day. */
export function HubNews({ fleet }: { readonly fleet: Fleet }): JSX.Element {
  const words = useWords();
  const news = fleet.events.filter(({ at, kind }) => kind !== 'backup-done' && fleet.now - at < recentMilliseconds);
  return (
    <section class="hub-news" aria-label={words.t('events.hub')}>
      <p class="small">
        {words.t('events.backup')}{' '}
        {fleet.backupAt === undefined ? words.t('events.backupNever') : <Moment at={fleet.backupAt} />}
      </p>
      {news.length > 0 && <Events events={news} />}
    </section>
  );
}
