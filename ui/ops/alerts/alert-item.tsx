import type { JSX } from 'preact';
import { formatMoment, formatNumber } from '../../kit/i18n/format.js';
import { Icon, type IconName } from '../../kit/icon.js';
import { hrefOf } from '../../kit/router.js';
import { causeText } from '../../kit/sync/link-words.js';
import type { Fleet } from '../fleet/fleet.js';
import { Age } from '../sites/moment.js';
import { useWords } from '../words/use-words.js';
import { AlertActions } from './alert-actions.js';
import { type Alert, isSilenced, type Severity } from './alerts.js';

const icons: Readonly<Record<Severity, IconName>> = { critical: 'octagon', warning: 'alert', info: 'information' };
const tones: Readonly<Record<Severity, string>> = { critical: 'critical', warning: 'warning', info: 'aside' };

/** One alert: what, where, since when, what to do, and who takes care of it. */
export function AlertItem(props: { readonly alert: Alert; readonly fleet: Fleet }): JSX.Element {
  const words = useWords();
  const { alert, fleet } = props;
  const { kind, severity, link, cause, endedAt } = alert;
  const nameOf = (code: string) => fleet.sites.find((site) => site.code === code)?.name ?? code;
  const number = (value: number) => formatNumber(words.language, value);
  const entries = alert.entries && { from: number(alert.entries.from), to: number(alert.entries.to) };
  const about = [
    link && words.t('alerts.link', { link }),
    cause && causeText(words.language, cause),
    entries && words.t('alerts.entries', entries),
  ].filter(Boolean);
  return (
    <li class={`alert ${endedAt === undefined ? tones[severity] : 'aside'}`}>
      <p class="alert-head">
        <Icon name={endedAt === undefined ? icons[severity] : 'check'} />
        <span>
          <strong>{words.t(`alert.${kind}`)}</strong>{' '}
          <span class="alert-severity small">
            {words.t(endedAt === undefined ? `alerts.severity.${severity}` : 'alerts.ended')}
          </span>
        </span>
      </p>
      <p class="small">
        {alert.sites.map((code, index) => (
          <span key={code}>
            {index > 0 && ', '}
            <a href={hrefOf('site', code)}>{nameOf(code)}</a>
          </span>
        ))}
        {alert.sites.length > 0 && about.length > 0 && ' · '}
        {about.join(', ')}
        {(alert.sites.length > 0 || about.length > 0) && ' · '}
        <span class="soft">
          <Age at={alert.startedAt} form="since" />
        </span>
      </p>
      <p class="small">{words.t(`alert.${kind}.text`)}</p>
      <Care alert={alert} nowMilliseconds={fleet.now} />
      {endedAt === undefined && <AlertActions alert={alert} />}
    </li>
  );
}

/** Who has taken charge, until when it is silenced, and what people noted. */
function Care(props: { readonly alert: Alert; readonly nowMilliseconds: number }): JSX.Element {
  const words = useWords();
  const { alert, nowMilliseconds: now } = props;
  const { acknowledgedBy: by, acknowledgedAt, silencedUntil } = alert;
  const moment = (at: number) => formatMoment(words.language, at, now);
  return (
    <>
      {by !== undefined && (
        <p class="small alert-care">
          <Icon name="person" /> {words.t('alerts.acknowledged', { by })}{' '}
          {acknowledgedAt !== undefined && moment(acknowledgedAt)}
        </p>
      )}
      {silencedUntil !== undefined && isSilenced(alert, now) && (
        <p class="small alert-care">
          <Icon name="moon" /> {words.t('alerts.silenced', { time: moment(silencedUntil) })}
        </p>
      )}
      {alert.notes.map((note) => (
        <p key={`${note.at} ${note.by}`} class="small alert-care">
          <Icon name="note" /> {note.text}{' '}
          <span class="soft">({words.t('alerts.noteBy', { by: note.by, time: moment(note.at) })})</span>
        </p>
      ))}
    </>
  );
}
