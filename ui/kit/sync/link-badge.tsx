import type { JSX } from 'preact';
import { formatMoment, formatNumber } from '../i18n/format.js';
import type { fr } from '../i18n/fr.js';
import { useKitWords, type Words } from '../i18n/use-words.js';
import { Icon } from '../icon.js';
import { useStore } from '../store.js';
import { type LinkView, type SyncView, syncStore } from './sync-state.js';

type KitWords = Words<keyof typeof fr>;

/** Which link, since when, what waits: one line; the rest on a tap. */
export function LinkBadge(): JSX.Element {
  const words = useKitWords();
  const sync = useStore(syncStore);
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
  const active = sync?.links.find((link) => link.state === 'active' || link.state === 'degraded');
  return (
    <details class="link-badge">
      <summary>
        <span class={active && !sync?.refused ? 'well' : 'warning'}>
          <Icon name={active ? 'link' : 'linkOff'} />
        </span>
        <span>
          <span class="unseen">{words.t('link.title')}: </span>
          <strong>{headline(words, sync, active)}</strong>
          <span class="badge-break"> · </span>
          <span class="soft">{sync ? waitingLine(words, sync) : ''}</span>
        </span>
      </summary>
      {sync && <LinkDetails sync={sync} />}
    </details>
  );
}

function headline(words: KitWords, sync: SyncView | undefined, active: LinkView | undefined): string {
  if (!sync) return words.t('link.unknown');
  const link = active ?? sync.links[0];
  const since =
    link?.since === undefined
      ? ''
      : ` ${words.t('link.since', { time: formatMoment(words.language, link.since, Date.now()) })}`;
  return `${active ? words.t(`link.kind.${active.kind}`) : words.t('link.none')}${since}`;
}

function waitingLine(words: KitWords, sync: SyncView): string {
  if (sync.refused) return words.t('link.refused');
  return sync.pending === 0 ? words.t('link.upToDate') : words.count('link.waiting', sync.pending);
}

function LinkDetails({ sync }: { readonly sync: SyncView }): JSX.Element {
  const words = useKitWords();
  const moment = (at: number | string) => formatMoment(words.language, at, Date.now());
  return (
    <div class="details">
      <ul>
        {sync.links.map((link) => (
          <li key={link.name}>
            <strong>{words.t(`link.kind.${link.kind}`)}</strong> {words.t(`link.state.${link.state}`)}
            {link.since !== undefined && ` ${words.t('link.since', { time: moment(link.since) })}`}
            {link.cause && <div class="soft">{words.t(`link.cause.${link.cause}`)}</div>}
          </li>
        ))}
        <li>
          {words.t('link.waitingLong', { count: formatNumber(words.language, sync.pending) })}
          {sync.oldestPendingAt !== undefined && (
            <div class="soft">{words.t('link.oldest', { time: moment(sync.oldestPendingAt) })}</div>
          )}
          {sync.lastReceiptAt !== undefined && (
            <div class="soft">{words.t('link.lastReceipt', { time: moment(sync.lastReceiptAt) })}</div>
          )}
        </li>
      </ul>
      {sync.refused && <p class="warning">{words.t('link.refusedLong')}</p>}
      <p class="soft">{words.t('link.safe')}</p>
    </div>
  );
}
