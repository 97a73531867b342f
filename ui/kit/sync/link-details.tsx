import type { JSX } from 'preact';
import { en } from '../i18n/en.js';
import { formatDayAndTime, formatMoment, formatNumber } from '../i18n/format.js';
import { fr } from '../i18n/fr.js';
import { linkEn } from '../i18n/link-en.js';
import { linkFr } from '../i18n/link-fr.js';
import { createWords } from '../i18n/use-words.js';
import { usedFractionOf } from './budget.js';
import { decisionSentence } from './decision-sentence.js';
import { readHolds } from './holds.js';
import { type LinkFigures, readMoreOfLinks } from './link-figures.js';
import { linkName, usedLink } from './link-name.js';
import { stateText } from './link-words.js';
import { SetupFaultList } from './setup-fault-list.js';
import { readSetupFaults } from './setup-faults.js';
import type { LinkView, SyncView } from './sync-state.js';
import type { LinksNow } from './use-links-now.js';

const useWords = createWords<keyof typeof fr | keyof typeof linkFr>({
  fr: { ...fr, ...linkFr },
  en: { ...en, ...linkEn },
});
type LinkWords = ReturnType<typeof useWords>;

export interface LinkDetailsProps {
  readonly sync: SyncView;
  readonly now: LinksNow | undefined;
}

/** Each link with its cause in words, why the last change, what waits, and what is safe. */
export function LinkDetails(props: { readonly sync: SyncView; readonly now: LinksNow | undefined }): JSX.Element {
  const words = useWords();
  const { sync, now } = props;
  const isUp = usedLink(sync.links) !== undefined;
  const { figures, decision } = readMoreOfLinks(now?.answer);
  const moment = (at: number | string) => formatMoment(words.language, at, Date.now());
  return (
    <div class="details">
      <p class="link-safe">{words.t(isUp ? 'link.safeNow' : 'link.safe')}</p>
      <ul>
        {sync.links.map((link) => (
          <LinkLine key={link.name} link={link} figures={figures.get(link.name)} />
        ))}
        <ChosenLines operations={sync.operations} />
        {decision && (
          <li>
            <span class="decision-why">{decisionSentence(words, decision)}</span>
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
  const words = useWords();
  const { link, figures } = props;
  const since =
    link.since === undefined
      ? ''
      : ` ${words.t('link.since', { time: formatMoment(words.language, link.since, Date.now()) })}`;
  return (
    <li>
      <strong>{linkName(words, link)}</strong> {stateText(words.language, link.state)}
      {since}
      {link.cause && <div class="soft">{words.t(`link.cause.text.${link.cause}`)}</div>}
      {figures && link.state !== 'down' && link.state !== 'blocked' && (
        <div class="soft">{figuresText(words, figures)}</div>
      )}
      <SetupFaultList
        language={words.language}
        faults={readSetupFaults(link.faults).map((fault) => ({ ...fault, link: link.name }))}
      />
    </li>
  );
}

/** What somebody chose by hand, while it holds. */
function ChosenLines({ operations }: { readonly operations: unknown }): JSX.Element {
  const words = useWords();
  const { forced, held } = readHolds(operations);
  const until = forced?.until === undefined ? '' : formatMoment(words.language, forced.until, Date.now());
  return (
    <>
      {forced && (
        <li>
          {words.t(forced.by === '' ? 'link.forcedHere' : 'link.forced', {
            by: forced.by,
            link: forced.link,
            time: until,
          })}
        </li>
      )}
      {held && <li>{words.t(held.by === '' ? 'link.heldHere' : 'link.held', { by: held.by })}</li>}
    </>
  );
}

function figuresText(words: LinkWords, { roundTripMilliseconds, lossFraction, budget }: LinkFigures): string {
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
