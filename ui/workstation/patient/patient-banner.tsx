import type { Patient } from '@medplum/fhirtypes';
import type { ComponentChildren, JSX } from 'preact';
import { healthIdSystem, nationalIdSystem } from '../../../record/identity/health-id.js';
import type { AllergyItem } from '../../../record/summary.js';
import { formatPhone } from '../../kit/i18n/format.js';
import { Tag } from '../../kit/tag.js';
import { DeliveryMark } from '../delivery/delivery-mark.js';
import { identifierOf, nameOf, phoneOf } from '../fhir/read.js';
import { PageHeading } from '../shell/heading.js';
import { useWords } from '../words/use-words.js';
import { ageText, birthText, deathText, patientName, sexText } from './describe.js';

/** Who this is, always in sight: name, sex, age and birth date, identifiers, allergies, flags, death. */
export function PatientBanner(props: {
  readonly patient: Patient;
  /** Those that count, the most dangerous first; `undefined` when the role may not see them. */
  readonly allergies: readonly AllergyItem[] | undefined;
  /** What else must be in sight. */
  readonly children?: ComponentChildren;
}): JSX.Element {
  const words = useWords();
  const { patient } = props;
  const death = deathText(words, patient);
  const name = patientName(words, patient);
  return (
    <header class={`patient-banner ${death ? 'deceased' : ''}`}>
      <div class="patient-who">
        <PageHeading title={name} />
        {death && <Tag>{death}</Tag>}
        {isToConfirm(patient) && (
          <Tag tone="warning" icon="alert">
            {words.t('patient.unidentified')}
          </Tag>
        )}
        {props.children}
        <span>
          {sexText(words, patient)}
          {patient.birthDate && (
            <>
              {' · '}
              <strong>{ageText(words, patient, Date.now())}</strong>
            </>
          )}
          {` · ${birthText(words, patient)}`}
        </span>
      </div>
      <div class="patient-facts">
        <Identifiers patient={patient} />
        <AllergyTags allergies={props.allergies} />
        <DeliveryMark type="Patient" id={patient.id ?? ''} versionId={patient.meta?.versionId ?? ''} />
      </div>
    </header>
  );
}

/** Somebody registered without a name, or under one that is not yet theirs. */
function isToConfirm(patient: Patient): boolean {
  return nameOf(patient) === '' || (patient.name ?? []).every((name) => name.use === 'temp');
}

function Identifiers({ patient }: { readonly patient: Patient }): JSX.Element {
  const words = useWords();
  const phone = phoneOf(patient.telecom);
  const facts = [
    [words.t('patient.healthId'), identifierOf(patient.identifier, healthIdSystem), true],
    [words.t('patient.nationalId'), identifierOf(patient.identifier, nationalIdSystem), false],
    [words.t('patient.phone'), phone && formatPhone(phone), false],
  ] as const;
  return (
    <>
      {facts.map(
        ([label, value, isMain]) =>
          value && (
            <span key={label} class={`small ${isMain ? '' : 'secondary'}`}>
              <span class="soft">{label}</span> <span class="number">{value}</span>
            </span>
          ),
      )}
    </>
  );
}

function AllergyTags({ allergies }: { readonly allergies: readonly AllergyItem[] | undefined }): JSX.Element | null {
  const words = useWords();
  if (allergies === undefined) return null;
  if (allergies.length === 0) return <Tag>{words.t('chart.noKnownAllergy')}</Tag>;
  return (
    <>
      {allergies.map((allergy) => (
        <Tag key={allergy.id} tone={allergy.criticality === 'high' ? 'critical' : 'warning'} icon="allergy">
          <span class="unseen">{words.t('chart.allergy')}: </span>
          {allergy.text}
        </Tag>
      ))}
    </>
  );
}
