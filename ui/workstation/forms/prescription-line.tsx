import type { JSX } from 'preact';
import {
  confidentialField,
  medicineDefaults,
  quantityToDispense,
  writeDosage,
} from '../../../record/forms/prescription.js';
import { useWords } from '../words/use-words.js';
import { FormFields } from './form-field.js';
import type { FormState } from './use-form.js';

const first = ['medicine'];
const dosing = ['dose', 'timesPerDay', 'days'];

/** One medicine: choosing it fills in unit and route; the dosage is read back in words as it takes shape. */
export function PrescriptionLine(props: {
  readonly state: FormState;
  readonly mayBeConfidential: boolean;
}): JSX.Element {
  const { state } = props;
  const words = useWords();
  const filled: FormState = {
    ...state,
    set: (field, value) => {
      const defaults = field === 'medicine' ? medicineDefaults(value) : {};
      state.replace({ ...state.values, [field]: value, ...defaults });
    },
  };
  const elsewhere = [...first, ...dosing, ...(props.mayBeConfidential ? [] : [confidentialField])];
  const rest = state.form.fields.map(({ name }) => name).filter((name) => !elsewhere.includes(name));
  const quantity = quantityToDispense(state.values);
  const complete = dosing.every((name) => state.values[name]?.trim());
  return (
    <>
      <FormFields state={filled} only={first} />
      <div class="columns">
        <FormFields state={filled} only={dosing} />
      </div>
      <FormFields state={filled} only={rest} />
      <p class="read-back" aria-live="polite">
        {complete && (
          <>
            {writeDosage(state.values, words.language)}
            {quantity !== undefined && ` · ${words.t('visit.dispense', { count: quantity })}`}
          </>
        )}
      </p>
    </>
  );
}
