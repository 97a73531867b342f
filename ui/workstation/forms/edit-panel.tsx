import type { Patient } from '@medplum/fhirtypes';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { applyDemographics, readDemographics } from '../../../record/builders/patient.js';
import { demographicsFormOf, identifierReasonOf } from '../../../record/forms/demographics.js';
import type { FormValues } from '../../../record/forms/field.js';
import type { FhirObject } from '../../../record/resource.js';
import { asFailure } from '../../kit/http/failure.js';
import type { ChartFormProps } from '../chart/chart-panel.js';
import { readFhir, updateFhir, type Versioned } from '../fhir/client.js';
import { elementsOf } from '../fhir/read.js';
import { useWords } from '../words/use-words.js';
import { ConflictNotice } from './conflict-notice.js';
import { dropDraft, keepDraft, readDraft } from './draft.js';
import { FormFields } from './form-field.js';
import { FormFrame } from './form-frame.js';
import { mergeValues, type ValueMerge } from './merge-values.js';
import { useForm } from './use-form.js';
import { useSave } from './use-save.js';

interface EditDraft {
  readonly base: Versioned<Patient>;
  readonly values: FormValues;
}

interface Conflict extends ValueMerge {
  readonly theirValues: FormValues;
}

/** Correcting who a patient is. A newer version of somebody else is shown, and one's own entry applied on top of it. */
export function EditPanel({ chart, onSaved }: ChartFormProps): JSX.Element {
  const words = useWords();
  const draftKey = `edit.${chart.patient.resource.id ?? ''}`;
  const [kept] = useState(() => readDraft<EditDraft>(draftKey));
  const [base, setBase] = useState(kept?.base ?? chart.patient);
  const [conflict, setConflict] = useState<Conflict | undefined>(undefined);
  const baseValues = readDemographics(elementsOf(base.resource));
  const keep = (values: FormValues) => keepDraft(draftKey, { base, values });
  const form = demographicsFormOf(baseValues);
  const { state, attempt, tryToSave } = useForm(form, kept?.values ?? baseValues, keep);
  const saving = useSave();

  const showConflict = async () => {
    const latest = await readFhir<Patient>('Patient', base.resource.id ?? '');
    const theirValues = readDemographics(elementsOf(latest.resource));
    const merge = mergeValues(baseValues, state.values, theirValues);
    setConflict({ ...merge, theirValues });
    setBase(latest);
    state.replace(merge.merged);
  };
  const save = () => {
    if (!tryToSave()) return;
    void saving.run(async () => {
      const next = applyDemographics(base.resource as unknown as FhirObject, state.values, Date.now());
      try {
        await updateFhir(next as unknown as Patient, base.versionId, identifierReasonOf(baseValues, state.values));
      } catch (error) {
        if (asFailure(error).kind !== 'conflict') throw error;
        return showConflict();
      }
      dropDraft(draftKey);
      await onSaved();
    });
  };
  return (
    <FormFrame
      errors={state.summary(words.language)}
      attempt={attempt}
      saving={saving}
      submit={words.t(conflict ? 'edit.conflict.apply' : 'edit.submit')}
      onSubmit={save}
      restored={kept !== undefined && !conflict}
      onDiscard={() => {
        setBase(chart.patient);
        state.replace(readDemographics(elementsOf(chart.patient.resource)));
      }}
    >
      {conflict && (
        <ConflictNotice
          form={form}
          merge={conflict}
          theirValues={conflict.theirValues}
          values={state.values}
          onChoose={state.set}
        />
      )}
      <FormFields state={state} />
    </FormFrame>
  );
}
