import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import './care.css';
import { Banner } from '../../kit/banner.js';
import { Button } from '../../kit/button.js';
import { FailureBanner } from '../../kit/failure-banner.js';
import { formatTime } from '../../kit/i18n/format.js';
import type { Session } from '../../kit/session/session.js';
import { useSave } from '../forms/use-save.js';
import { useCareWords } from '../words/use-care-words.js';
import { type CareStanding, closeRecord } from './care.js';
import { CheckIn } from './check-in.js';
import { OpenForm } from './open-form.js';
import { Restriction } from './restriction.js';

export interface CareNoticeProps {
  readonly patientId: string;
  readonly session: Session;
  readonly standing: CareStanding;
  /** How one stands may be another now. */
  readonly onActed: () => Promise<void>;
}

/** On a chart: how one stands to the patient, and the ways to their record (rules R25 to R27). */
export function CareNotice(props: CareNoticeProps): JSX.Element {
  const { standing, onActed } = props;
  const acted = async () => {
    await onActed();
    // What had the focus is gone, and what came stands on top.
    document.getElementById('content')?.focus({ preventScroll: true });
    scrollTo(0, 0);
  };
  return (
    <>
      {standing.state === 'opened' && <Opened standing={standing} onEnded={acted} />}
      {standing.state === 'outside' && <Outside {...props} onActed={acted} />}
      {standing.state === 'not-asked' && standing.isRestricted && <Outside {...props} onActed={acted} />}
      {standing.state === 'not-asked' && !standing.isRestricted && standing.mayReceive && (
        <CheckIn {...props} onSaved={acted} />
      )}
      {standing.mayRestrict && !standing.isRestricted && (
        <div class="screen-only">
          <Restriction patientId={props.patientId} isRestricted={false} onActed={acted} />
        </div>
      )}
    </>
  );
}

function Outside(props: CareNoticeProps): JSX.Element {
  const words = useCareWords();
  const { patientId, session, standing, onActed } = props;
  const { mayReceive, mayOpen, isRestricted, mayRestrict } = standing;
  const [opens, setOpens] = useState(false);
  return (
    <div class="screen-only care-notice" data-care="outside">
      <Banner tone="information" title={words.t(isRestricted ? 'restriction.title' : 'care.outside')}>
        <p>{words.t(isRestricted ? 'restriction.text' : mayReceive ? 'care.outsideReceive' : 'care.outsideText')}</p>
        {!opens && (
          <div class="actions">
            {mayReceive && !isRestricted && <CheckIn {...{ patientId, session }} onSaved={onActed} />}
            {mayOpen && (
              <Button icon="lock" onClick={() => setOpens(true)}>
                {words.t('care.open')}
              </Button>
            )}
            {isRestricted && mayRestrict && <Restriction {...{ patientId, isRestricted, onActed }} />}
          </div>
        )}
        {opens && <OpenForm patientId={patientId} onOpened={onActed} onCancel={() => setOpens(false)} />}
      </Banner>
    </div>
  );
}

function Opened(props: { readonly standing: CareStanding; readonly onEnded: () => Promise<void> }): JSX.Element {
  const words = useCareWords();
  const saving = useSave();
  const time = formatTime(words.language, props.standing.until ?? '');
  const end = () =>
    void saving.run(async () => {
      await closeRecord();
      await props.onEnded();
    });
  return (
    <div class="screen-only care-notice care-opened" data-care="opened">
      <Banner tone="warning" announce title={words.t('care.opened', { time })}>
        <p>{words.t('care.openedText')}</p>
        <div class="actions">
          <Button icon="lock" busy={saving.busy} onClick={end}>
            {words.t('care.end')}
          </Button>
        </div>
        {saving.failure && <FailureBanner failure={saving.failure} />}
      </Banner>
    </div>
  );
}
