import type { JSX } from 'preact';
import { formatNumber } from '../../kit/i18n/format.js';
import type { Fleet } from '../fleet/fleet.js';
import { useWords } from '../words/use-words.js';
import { Events } from './event-list.js';
import { Moment } from './moment.js';

const recentMilliseconds = 24 * 60 * 60_000;
/** Less is what a commit and its rows take. */
const shownLagMillisecondsMin = 500;

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
      <p class="small">
        <SearchLag milliseconds={fleet.searchLagMilliseconds} />
      </p>
      {news.length > 0 && <Events events={news} />}
    </section>
  );
}

/** Rows that searches read come behind the commit, and how far is said (rule J5). */
function SearchLag({ milliseconds }: { readonly milliseconds: number | undefined }): JSX.Element {
  const words = useWords();
  if (milliseconds === undefined) return <>{words.t('events.searchUnknown')}</>;
  if (milliseconds < shownLagMillisecondsMin) return <>{words.t('events.searchCurrent')}</>;
  const seconds = formatNumber(words.language, milliseconds / 1000, 1);
  return <>{words.t('events.searchBehind', { seconds })}</>;
}
