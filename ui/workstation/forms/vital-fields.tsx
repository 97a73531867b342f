import type { Patient } from '@medplum/fhirtypes';
import type { JSX } from 'preact';
import { referenceRange } from '../../../record/clinical/reference-ranges.js';
import { vitalSigns } from '../../../record/clinical/vital-signs.js';
import type { FormField } from '../../../record/forms/field.js';
import { assessVitals, measuredSigns } from '../../../record/forms/vitals.js';
import { ageAt } from '../../../record/identity/age.js';
import { formatNumber } from '../../kit/i18n/format.js';
import { AssessmentMark } from '../chart/assessment-mark.js';
import { rangeText } from '../chart/range-text.js';
import { useWords } from '../words/use-words.js';
import { FormFields } from './form-field.js';
import type { FormState } from './use-form.js';

/** The vital signs of a visit: unit and reference range beside each, the arrow as soon as a value is typed. */
export function VitalFields(props: { readonly state: FormState; readonly patient: Patient }): JSX.Element {
  const words = useWords();
  const ageMonths = ageAt(props.patient.birthDate, Date.now())?.months;
  const assessed = assessVitals(props.state.values, ageMonths);
  const after = (field: FormField) => {
    const sign = vitalSigns.find((one) => one === field.name);
    const range = sign && rangeText(words.language, referenceRange(sign, ageMonths));
    const assessment = assessed.find((one) => one.sign === sign)?.assessment;
    return (
      <span class="small soft vital-after">
        <AssessmentMark assessment={assessment} />
        {(assessment === undefined || assessment === 'normal') && range}
      </span>
    );
  };
  const index = assessed.find((one) => one.sign === 'bodyMassIndex');
  return (
    <section class="form-section stack">
      <h3>{words.t('visit.vitals')}</h3>
      <p class="soft small">{words.t('visit.vitalsHint')}</p>
      <div class="vital-grid">
        <FormFields state={props.state} only={measuredSigns} quiet after={after} />
      </div>
      <p aria-live="polite">
        {index && (
          <>
            {words.t('visit.bmi')} <strong class="number">{formatNumber(words.language, index.value, 1)}</strong>{' '}
            <span class="soft small">kg/m²</span> <AssessmentMark assessment={index.assessment} />
          </>
        )}
      </p>
    </section>
  );
}
