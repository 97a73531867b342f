import type { Patient } from '@medplum/fhirtypes';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { readDemographics } from '../../../record/builders/patient.js';
import type { FormValues } from '../../../record/forms/field.js';
import { registrationForm } from '../../../record/forms/registration.js';
import { Banner } from '../../kit/banner.js';
import { goTo, hrefOf } from '../../kit/router.js';
import type { Session } from '../../kit/session/session.js';
import { readFhir } from '../fhir/client.js';
import { elementsOf, nameOf, phoneOf } from '../fhir/read.js';
import { PatientLine } from '../search/patient-line.js';
import { PageHeading } from '../shell/heading.js';
import { useWords } from '../words/use-words.js';
import { dropDraft, keepDraft, readDraft } from './draft.js';
import { FormFields } from './form-field.js';
import { FormFrame } from './form-frame.js';
import { createSender, registrationBundle } from './save.js';
import { useForm } from './use-form.js';
import { useSave } from './use-save.js';
import { useSimilar } from './use-similar.js';

const nameFields = ['mode', 'family', 'given'];
const otherFields = registrationForm.fields.map(({ name }) => name).filter((name) => !nameFields.includes(name));
const usual: FormValues = { mode: 'usual', birthKind: 'date' };

/** Registering somebody: with a name, a newborn of a mother, or somebody whom nobody knows yet. */
export function RegisterPage(props: { readonly session: Session; readonly motherId: string | null }): JSX.Element {
  const words = useWords();
  const draftKey = `register.${props.motherId ?? ''}`;
  const [draft] = useState(() => readDraft(draftKey));
  const { state, attempt, tryToSave } = useForm(registrationForm, draft ?? usual, (values) =>
    keepDraft(draftKey, values),
  );
  const saving = useSave();
  const [send] = useState(createSender);
  const similar = useSimilar(state.values);
  useMother(draft === undefined ? props.motherId : null, (values) => state.replace(values));
  // Of somebody who cannot say who they are, the age is what one can guess.
  const filled = {
    ...state,
    set: (field: string, value: string) => {
      const estimated = field === 'mode' && value === 'unidentified' && !state.values['birthDate'];
      state.replace({ ...state.values, [field]: value, ...(estimated && { birthKind: 'age' }) });
    },
  };
  const save = () => {
    if (!tryToSave()) return;
    void saving.run(async () => {
      const bundle = await send(state.values, () => registrationBundle(props.session, state.values));
      dropDraft(draftKey);
      goTo(hrefOf('patient', bundle.entry[0]?.resource.id ?? ''));
    });
  };
  return (
    <main id="content" class="form-page" tabIndex={-1}>
      <PageHeading title={words.t('register.title')} />
      <FormFrame
        errors={state.summary(words.language)}
        attempt={attempt}
        saving={saving}
        submit={words.t('register.submit')}
        onSubmit={save}
        restored={draft !== undefined}
        onDiscard={() => state.replace(usual)}
      >
        <FormFields state={filled} only={nameFields} />
        <div aria-live="polite">
          {similar.length > 0 && <Similar patients={similar} />}
          {state.values['mode'] === 'unidentified' && (
            <Banner tone="information" title={words.t('register.unidentifiedNote')} />
          )}
        </div>
        <FormFields state={state} only={otherFields} />
      </FormFrame>
    </main>
  );
}

function Similar({ patients }: { readonly patients: readonly Patient[] }): JSX.Element {
  const words = useWords();
  return (
    <Banner tone="warning" title={words.t('register.similar.title')}>
      <p>{words.t('register.similar.text')}</p>
      <ul class="cards">
        {patients.map((patient) => (
          <li key={patient.id}>
            <a class="card" href={hrefOf('patient', patient.id ?? '')}>
              <PatientLine patient={patient} />
            </a>
          </li>
        ))}
      </ul>
    </Banner>
  );
}

/** Fills in what a newborn has from its mother: her name, and where they live. */
function useMother(motherId: string | null, fill: (values: FormValues) => void): void {
  useEffect(() => {
    if (motherId === null) return;
    let stopped = false;
    void readFhir<Patient>('Patient', motherId)
      .then(({ resource }) => {
        if (!stopped) fill({ mode: 'newborn', birthKind: 'date', ...valuesOfMother(resource) });
      })
      // The form works without: the name can be typed.
      .catch(() => fill({ mode: 'newborn', birthKind: 'date' }));
    return () => {
      stopped = true;
    };
  }, [motherId]);
}

function valuesOfMother(mother: Patient): FormValues {
  const { city, district, region } = readDemographics(elementsOf(mother));
  return {
    family: mother.name?.[0]?.family,
    motherName: nameOf(mother),
    phone: phoneOf(mother.telecom),
    city,
    district,
    region,
  };
}
