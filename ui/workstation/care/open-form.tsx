import type { JSX } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { type GlassReason, glassReasons, isGlassReason } from '../../../record/care/broken-glass.js';
import { Button } from '../../kit/button.js';
import { ChoiceField } from '../../kit/choice-field.js';
import { FailureBanner } from '../../kit/failure-banner.js';
import { useSave } from '../forms/use-save.js';
import { useCareWords } from '../words/use-care-words.js';
import { openRecord } from './care.js';

const fieldId = 'care-reason';

/** Why a record is opened; the page asks for password and code where the last proof is older than some minutes. */
export function OpenForm(props: {
  readonly patientId: string;
  readonly onOpened: () => Promise<void>;
  readonly onCancel: () => void;
}): JSX.Element {
  const words = useCareWords();
  const saving = useSave();
  const [reason, setReason] = useState<GlassReason | undefined>(undefined);
  const [isTried, setTried] = useState(false);
  const focus = () => document.getElementById(fieldId)?.focus();
  useLayoutEffect(focus, []);
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (reason === undefined) return focus();
    void saving.run(async () => {
      await openRecord(props.patientId, reason);
      await props.onOpened();
    });
  };
  return (
    <form class="stack care-form" onSubmit={submit} noValidate>
      <ChoiceField
        id={fieldId}
        label={words.t('care.reason')}
        choices={glassReasons.map((value) => ({ value, label: words.t(`care.reason.${value}`) }))}
        value={reason ?? ''}
        error={isTried && reason === undefined ? words.t('care.reasonMissing') : undefined}
        onChange={(value) => setReason(isGlassReason(value) ? value : undefined)}
      />
      <p>{words.t('care.openLead')}</p>
      {saving.failure && <FailureBanner failure={saving.failure} />}
      <div class="actions">
        <Button type="submit" look="main" busy={saving.busy}>
          {words.t('care.openSubmit')}
        </Button>
        <Button look="plain" onClick={props.onCancel}>
          {words.t('care.cancel')}
        </Button>
      </div>
    </form>
  );
}
