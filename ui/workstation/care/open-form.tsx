import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type GlassReason, glassReasons, isGlassReason } from '../../../record/care/broken-glass.js';
import { ChoiceField } from '../../kit/choice-field.js';
import { readAccount } from '../../kit/session/account/account.js';
import { AgainForm } from '../../kit/session/account/again-form.js';
import { useCareWords } from '../words/use-care-words.js';
import { openRecord } from './care.js';

/** Why, then password and code again. */
export function OpenForm(props: {
  readonly patientId: string;
  readonly onOpened: () => Promise<void>;
  readonly onCancel: () => void;
}): JSX.Element {
  const words = useCareWords();
  const [reason, setReason] = useState<GlassReason | undefined>(undefined);
  const [wantsCode, setWantsCode] = useState(true);
  useEffect(() => {
    readAccount().then(
      ({ secondFactor }) => setWantsCode(secondFactor !== null),
      () => undefined,
    );
  }, []);
  return (
    <div class="stack">
      <ChoiceField
        id="care-reason"
        label={words.t('care.reason')}
        choices={glassReasons.map((value) => ({ value, label: words.t(`care.reason.${value}`) }))}
        value={reason ?? ''}
        onChange={(value) => setReason(isGlassReason(value) ? value : undefined)}
      />
      {reason !== undefined && (
        <AgainForm
          lead={words.t('care.openLead')}
          submitText={words.t('care.openSubmit')}
          wantsCode={wantsCode}
          submit={async (again) => {
            await openRecord(props.patientId, again, reason);
            await props.onOpened();
          }}
          onCancel={props.onCancel}
        />
      )}
    </div>
  );
}
