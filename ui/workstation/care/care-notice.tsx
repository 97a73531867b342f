import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { buildArrival } from '../../../record/builders/arrival.js';
import { Banner } from '../../kit/banner.js';
import { Button } from '../../kit/button.js';
import { formatDate, formatTime } from '../../kit/i18n/format.js';
import type { Session } from '../../kit/session/session.js';
import { createSender, writerContext } from '../forms/save.js';
import { useCareWords } from '../words/use-care-words.js';
import { type CareLook, type CareStanding, closeRecord, readCare } from './care.js';
import { OpenForm } from './open-form.js';

export interface CareNoticeProps {
  readonly patientId: string;
  readonly session: Session;
  /** What the chart shows may be another now. */
  readonly onChanged: () => Promise<void>;
}

const lookMilliseconds = 20_000;
const minuteMilliseconds = 60_000;

/** On a chart: how one stands to the patient, the ways to their record, and who opened it without a relationship (rules R25 to R29). */
export function CareNotice({ patientId, session, onChanged }: CareNoticeProps): JSX.Element | null {
  const [standing, setStanding] = useState<CareStanding | undefined>(undefined);
  const look = async () => setStanding(await readCare(patientId));
  useEffect(() => {
    const act = () => void look().catch(() => undefined);
    act();
    const timer = setInterval(act, lookMilliseconds);
    return () => clearInterval(timer);
  }, [patientId]);
  const state = standing?.state;
  const shown = useRef(state);
  useEffect(() => {
    if (shown.current !== undefined && shown.current !== state) void onChanged();
    shown.current = state;
  }, [state]);
  if (standing === undefined) return null;
  return (
    <>
      {standing.state === 'opened' && <Opened standing={standing} onEnded={look} />}
      {standing.state === 'outside' && <Outside {...{ patientId, session, standing }} onChanged={look} />}
      {standing.state === 'not-asked' && standing.mayReceive && <CheckIn {...{ patientId, session }} onSaved={look} />}
      {standing.looks.length > 0 && <Looks looks={standing.looks} />}
    </>
  );
}

function Outside(props: {
  readonly patientId: string;
  readonly session: Session;
  readonly standing: CareStanding;
  readonly onChanged: () => Promise<void>;
}): JSX.Element {
  const words = useCareWords();
  const { patientId, session, standing, onChanged } = props;
  const [opens, setOpens] = useState(false);
  return (
    <div class="screen-only" data-care="outside">
      <Banner tone="information" title={words.t('care.outside')}>
        <p>{words.t('care.outsideText')}</p>
        {standing.mayReceive && <CheckIn {...{ patientId, session }} onSaved={onChanged} />}
        {standing.mayOpen && !opens && <Button onClick={() => setOpens(true)}>{words.t('care.open')}</Button>}
        {opens && <OpenForm patientId={patientId} onOpened={onChanged} onCancel={() => setOpens(false)} />}
      </Banner>
    </div>
  );
}

function CheckIn(props: {
  readonly patientId: string;
  readonly session: Session;
  readonly onSaved: () => Promise<void>;
}): JSX.Element {
  const words = useCareWords();
  const { patientId, session, onSaved } = props;
  const [send] = useState(createSender);
  const [state, setState] = useState<'ready' | 'busy' | 'saved' | 'failed'>('ready');
  const save = async () => {
    setState('busy');
    try {
      await send(patientId, async () => buildArrival(patientId, writerContext(session)));
      setState('saved');
      await onSaved();
    } catch {
      setState('failed');
    }
  };
  return (
    <div class="screen-only row" data-care="check-in">
      {state !== 'saved' && (
        <Button look="main" icon="check" busy={state === 'busy'} onClick={save}>
          {words.t('care.checkIn')}
        </Button>
      )}
      <span role="status">
        {state === 'saved' && words.t('care.checkedIn')}
        {state === 'failed' && words.t('care.notSaved')}
      </span>
    </div>
  );
}

function Opened(props: { readonly standing: CareStanding; readonly onEnded: () => Promise<void> }): JSX.Element {
  const words = useCareWords();
  const left = Date.parse(props.standing.until ?? '') - Date.now();
  const minutes = Math.max(0, Math.ceil(left / minuteMilliseconds));
  const end = async () => {
    await closeRecord();
    await props.onEnded();
  };
  return (
    <div class="screen-only" data-care="opened">
      <Banner tone="warning" title={words.t('care.opened', { minutes })}>
        <p>{words.t('care.openedText')}</p>
        <Button onClick={end}>{words.t('care.end')}</Button>
      </Banner>
    </div>
  );
}

/** Printed, too: the patient may see it. */
function Looks({ looks }: { readonly looks: readonly CareLook[] }): JSX.Element {
  const words = useCareWords();
  return (
    <section class="section" data-care="looks">
      <h2>{words.t('care.looks')}</h2>
      <ul>
        {looks.map(({ user, reason, from }) => (
          <li key={`${from} ${user}`}>
            {words.t('care.look', {
              at: `${formatDate(words.language, from)} ${formatTime(words.language, Date.parse(from))}`,
              ...{ user, reason: words.t(`care.reason.${reason}`) },
            })}
          </li>
        ))}
      </ul>
    </section>
  );
}
