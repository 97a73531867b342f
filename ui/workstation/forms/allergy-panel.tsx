import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { allergens, allergyForm } from '../../../record/forms/allergy.js';
import type { FormValues } from '../../../record/forms/field.js';
import type { ChartFormProps } from '../chart/chart-panel.js';
import { useWords } from '../words/use-words.js';
import { dropDraft, keepDraft, readDraft } from './draft.js';
import { FormFields } from './form-field.js';
import { FormFrame } from './form-frame.js';
import { allergyBundle, createSender } from './save.js';
import { useForm } from './use-form.js';
import { useSave } from './use-save.js';

/** Entering an allergy. Choosing a substance of the list fills in its category. */
export function AllergyPanel({ chart, session, onSaved }: ChartFormProps): JSX.Element {
  const words = useWords();
  const patientId = chart.patient.resource.id ?? '';
  const draftKey = `allergy.${patientId}`;
  const [draft] = useState(() => readDraft(draftKey));
  const { state, attempt, tryToSave } = useForm(allergyForm, draft ?? {}, (values) => keepDraft(draftKey, values));
  const saving = useSave();
  const [send] = useState(createSender);
  const save = () => {
    if (!tryToSave()) return;
    void saving.run(async () => {
      await send(state.values, async () => allergyBundle(session, patientId, state.values));
      dropDraft(draftKey);
      await onSaved();
    });
  };
  const filled = {
    ...state,
    set: (field: string, value: string) => state.replace(withCategory({ ...state.values, [field]: value }, field)),
  };
  return (
    <FormFrame
      errors={state.summary(words.language)}
      attempt={attempt}
      saving={saving}
      submit={words.t('allergy.submit')}
      onSubmit={save}
      restored={draft !== undefined}
      onDiscard={() => state.replace({})}
    >
      <FormFields state={filled} />
    </FormFrame>
  );
}

function withCategory(values: FormValues, changed: string): FormValues {
  const allergen = allergens.find(({ code }) => code === values['substance']);
  return changed === 'substance' && allergen ? { ...values, category: allergen.category } : values;
}
