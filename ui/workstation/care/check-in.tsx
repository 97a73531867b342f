import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { buildArrival } from '../../../record/builders/arrival.js';
import { Button } from '../../kit/button.js';
import { FailureBanner } from '../../kit/failure-banner.js';
import type { Session } from '../../kit/session/session.js';
import { createSender, writerContext } from '../forms/save.js';
import { useSave } from '../forms/use-save.js';
import { useCareWords } from '../words/use-care-words.js';

/** That the patient has come: opens their record to those who give care here (rule R26). */
export function CheckIn(props: {
  readonly patientId: string;
  readonly session: Session;
  readonly onSaved: () => Promise<void>;
}): JSX.Element {
  const words = useCareWords();
  const { patientId, session, onSaved } = props;
  const [send] = useState(createSender);
  const saving = useSave();
  const save = () =>
    void saving.run(async () => {
      await send(patientId, async () => buildArrival(patientId, writerContext(session)));
      await onSaved();
    });
  return (
    <div class="screen-only care-check-in" data-care="check-in">
      <Button look="main" icon="check" busy={saving.busy} onClick={save}>
        {words.t('care.checkIn')}
      </Button>
      {saving.failure && <FailureBanner failure={saving.failure} />}
    </div>
  );
}
