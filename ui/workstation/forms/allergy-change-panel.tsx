import type { AllergyIntolerance } from '@medplum/fhirtypes';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { changeAllergy, readAllergyChange } from '../../../record/builders/allergy-change.js';
import { allergyChangeForm } from '../../../record/forms/allergy-change.js';
import type { FhirObject } from '../../../record/resource.js';
import { Empty, FailureState, Loading } from '../../kit/states.js';
import type { ChartFormProps } from '../chart/chart-panel.js';
import { readFhir, updateFhir, type Versioned } from '../fhir/client.js';
import { conceptText } from '../fhir/read.js';
import type { Loaded } from '../fhir/use-live.js';
import { useOnce } from '../fhir/use-once.js';
import { useWords } from '../words/use-words.js';
import { FormFields } from './form-field.js';
import { FormFrame } from './form-frame.js';
import { writerContext } from './save.js';
import { useForm } from './use-form.js';
import { useSave } from './use-save.js';

type Props = ChartFormProps & { readonly id: string };

/** Changing an allergy that is recorded. It starts from the version that is opened; a newer one is refused and said. */
export function AllergyChangePanel(props: Props): JSX.Element {
  const words = useWords();
  const loaded: Loaded<Versioned<AllergyIntolerance>> = useOnce(
    () => readFhir<AllergyIntolerance>('AllergyIntolerance', props.id),
    props.id,
  );
  if (loaded.kind === 'loading') return <Loading />;
  if (loaded.kind === 'failed') return <FailureState failure={loaded.failure} />;
  if (loaded.value.resource.code === undefined) return <Empty title={words.t('history.empty')} />;
  return <Changing {...props} base={loaded.value} />;
}

function Changing(props: Props & { readonly base: Versioned<AllergyIntolerance> }): JSX.Element {
  const words = useWords();
  const { base, session, onSaved } = props;
  const [before] = useState(() => base.resource as unknown as FhirObject);
  const { state, attempt, tryToSave } = useForm(allergyChangeForm, readAllergyChange(before));
  const saving = useSave();
  const save = () => {
    if (!tryToSave()) return;
    void saving.run(async () => {
      const next = changeAllergy(before, state.values, writerContext(session));
      await updateFhir(next as unknown as AllergyIntolerance, base.versionId);
      await onSaved();
    });
  };
  return (
    <FormFrame
      errors={state.summary(words.language)}
      attempt={attempt}
      saving={saving}
      submit={words.t('allergy.change.submit')}
      onSubmit={save}
    >
      <p>
        <strong>{conceptText(base.resource.code)}</strong>
      </p>
      <FormFields state={state} />
    </FormFrame>
  );
}
