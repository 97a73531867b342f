import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatMoment } from '../i18n/format.js';
import type { fr } from '../i18n/fr.js';
import { useKitWords } from '../i18n/use-words.js';
import type { Words } from '../i18n/words.js';
import { Icon } from '../icon.js';
import { lazyPart } from '../lazy.js';
import { useStore } from '../store.js';
import type { LinkDetailsProps } from './link-details.js';
import { linkName, usedLink } from './link-name.js';
import { type LinkView, type SyncView, syncStore } from './sync-state.js';
import { inUseSince, type LinksNow, useLinksNow } from './use-links-now.js';

const Details = lazyPart<LinkDetailsProps>(async () => (await import('./link-details.js')).LinkDetails);

type KitWords = Words<keyof typeof fr>;

/** Which link, since when, what waits: one line; the rest on a tap. */
export function LinkBadge(): JSX.Element {
  const words = useKitWords();
  const sync = useStore(syncStore);
  const [open, setOpen] = useState(false);
  const now = useLinksNow(sync === 'silent' ? undefined : sync);
  if (sync === 'silent') {
    return (
      <div class="link-badge" role="status">
        <div class="row small warning">
          <Icon name="linkOff" />
          <span>{words.t('link.server')}</span>
        </div>
      </div>
    );
  }
  const active = usedLink(sync?.links ?? []);
  return (
    <details class="link-badge" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span class={active && !sync?.refused && !sync?.setAside ? 'well' : 'warning'}>
          <Icon name={active ? 'link' : 'linkOff'} />
        </span>
        <span>
          <span class="unseen">{words.t('link.title')} </span>
          <strong>{headline(words, sync, now)}</strong>
          <span class="badge-break"> · </span>
          <span class="soft">{sync ? waitingLine(words, sync) : ''}</span>
        </span>
      </summary>
      {sync && open && <Details sync={sync} now={now} />}
    </details>
  );
}

function headline(words: KitWords, sync: SyncView | undefined, now: LinksNow | undefined): string {
  if (!sync) return words.t('link.unknown');
  const used = usedLink(sync.links);
  const since = used ? inUseSince(used, now) : lastLostAt(sync.links);
  const said = used ? linkName(words, used) : words.t('link.none');
  if (since === undefined) return said;
  return `${said} ${words.t('link.since', { time: formatMoment(words.language, since, Date.now()) })}`;
}

/** When the last link went away: since then there is none. */
function lastLostAt(links: readonly LinkView[]): number | undefined {
  const times = links.flatMap(({ since }) => (since === undefined ? [] : [new Date(since).getTime()]));
  return times.length === 0 ? undefined : Math.max(...times);
}

function waitingLine(words: KitWords, sync: SyncView): string {
  if (sync.refused) return words.t('link.refused');
  if (sync.setAside > 0 && sync.pending === 0) return words.count('link.setAside', sync.setAside);
  return sync.pending === 0 ? words.t('link.upToDate') : words.count('link.waiting', sync.pending);
}
