import type { JSX } from 'preact';
import { formatDayAndTime, formatMoment, formatNumber } from '../i18n/format.js';
import type { fr } from '../i18n/fr.js';
import { useKitWords } from '../i18n/use-words.js';
import type { Words } from '../i18n/words.js';
import { usedFractionOf } from './budget.js';
import { decisionSentence } from './decision-sentence.js';
import type { LinkView, SyncView } from './sync-state.js';
import type { LinkFigures, LinksNow } from './use-links-now.js';

type KitWords = Words<keyof typeof fr>;

/** Each link with its cause in words, why the last change, what waits, and what is safe. */
export function LinkDetails(props: { readonly sync: SyncView; readonly now: LinksNow | undefined }): JSX.Element {
  const words = useKitWords();
  const { sync, now } = props;
  const [decision] = now?.decisions ?? [];
  const moment = (at: number | string) => formatMoment(words.language, at, Date.now());
  return (
    <div class="details">
      <p class="link-safe">{words.t('link.safe')}</p>
      <ul>
        {sync.links.map((link) => (
          <LinkLine key={link.name} link={link} figures={now?.figures.get(link.name)} />
        ))}
        {decision && (
          <li>
            {decisionSentence(words, decision)}
            <div class="soft">{formatDayAndTime(words.language, decision.at, Date.now())}</div>
          </li>
        )}
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
    </div>
  );
}

function LinkLine(props: { readonly link: LinkView; readonly figures: LinkFigures | undefined }): JSX.Element {
  const words = useKitWords();
  const { link, figures } = props;
  const since =
    link.since === undefined
      ? ''
      : ` ${words.t('link.since', { time: formatMoment(words.language, link.since, Date.now()) })}`;
  return (
    <li>
      <strong>{linkName(words, link)}</strong> {words.t(`link.state.${link.state}`)}
      {since}
      {link.cause && <div class="soft">{words.t(`link.cause.text.${link.cause}`)}</div>}
      {figures && <div class="soft">{figuresText(words, figures)}</div>}
    </li>
  );
}

/** The kind, and the name where it says more: `Fibre`, `Réseau mobile (mtn)`. */
export function linkName(words: KitWords, { kind, name }: Pick<LinkView, 'kind' | 'name'>): string {
  const said = words.t(`link.kind.${kind}`);
  return name === '' || name === kind || name.toLowerCase() === said.toLowerCase() ? said : `${said} (${name})`;
}

function figuresText(words: KitWords, { roundTripMilliseconds, lossFraction, budget }: LinkFigures): string {
  const whole = (value: number) => formatNumber(words.language, Math.round(value));
  const parts: string[] = [];
  if (roundTripMilliseconds !== undefined) {
    parts.push(words.t('link.roundTrip', { milliseconds: whole(roundTripMilliseconds) }));
  }
  if (lossFraction !== undefined && lossFraction > 0) {
    parts.push(words.t('link.loss', { percent: whole(Math.ceil(lossFraction * 100)) }));
  }
  if (budget) parts.push(words.t('link.budget', { percent: whole(Math.floor(usedFractionOf(budget) * 100)) }));
  return parts.join(' · ');
}
