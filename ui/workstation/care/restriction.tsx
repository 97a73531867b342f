import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import './care.css';
import { Button } from '../../kit/button.js';
import { FailureBanner } from '../../kit/failure-banner.js';
import { useSave } from '../forms/use-save.js';
import { useCareWords } from '../words/use-care-words.js';
import { liftRestriction, restrictRecord } from './care.js';

export interface RestrictionProps {
  readonly patientId: string;
  readonly isRestricted: boolean;
  readonly onActed: () => Promise<void>;
}

/** That a patient restricts the use of their record, or does so no more: said once what it does, and then done (rule R36). */
export function Restriction({ patientId, isRestricted, onActed }: RestrictionProps): JSX.Element {
  const words = useCareWords();
  const saving = useSave();
  const [asks, setAsks] = useState(false);
  const save = () =>
    void saving.run(async () => {
      await (isRestricted ? liftRestriction(patientId) : restrictRecord(patientId));
      setAsks(false);
      await onActed();
    });
  if (!asks) {
    return (
      <Button look={isRestricted ? undefined : 'plain'} icon="restricted" onClick={() => setAsks(true)}>
        {words.t(isRestricted ? 'restriction.lift' : 'restriction.begin')}
      </Button>
    );
  }
  return (
    <section class="stack-small care-form" aria-label={words.t('restriction.title')}>
      <p>{words.t(isRestricted ? 'restriction.liftLead' : 'restriction.beginLead')}</p>
      {saving.failure && <FailureBanner failure={saving.failure} />}
      <div class="actions">
        <Button look="main" busy={saving.busy} onClick={save}>
          {words.t(isRestricted ? 'restriction.liftSure' : 'restriction.beginSure')}
        </Button>
        <Button onClick={() => setAsks(false)}>{words.t('care.cancel')}</Button>
      </div>
    </section>
  );
}
