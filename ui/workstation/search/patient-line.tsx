import type { Patient } from '@medplum/fhirtypes';
import type { JSX } from 'preact';
import { healthIdSystem } from '../../../record/identity/health-id.js';
import { formatPhone } from '../../kit/i18n/format.js';
import { Tag } from '../../kit/tag.js';
import { identifierOf, phoneOf } from '../fhir/read.js';
import { ageText, birthText, deathText, patientName, sexText } from '../patient/describe.js';
import { useWords } from '../words/use-words.js';

/** One patient in a list: enough to tell two people of the same name apart. */
export function PatientLine({ patient }: { readonly patient: Patient }): JSX.Element {
  const words = useWords();
  const phone = phoneOf(patient.telecom);
  const death = deathText(words, patient);
  return (
    <span class="patient-line">
      <span class="patient-name">
        <strong>{patientName(words, patient)}</strong>
        {death && <Tag>{death}</Tag>}
      </span>
      <span class="soft small">
        {[sexText(words, patient), ageText(words, patient, Date.now()), birthText(words, patient)]
          .filter(Boolean)
          .join(' · ')}
      </span>
      <span class="soft small number">{identifierOf(patient.identifier, healthIdSystem) ?? ''}</span>
      <span class="soft small number">{phone ? formatPhone(phone) : ''}</span>
      <span class="soft small one-line">{patient.address?.[0]?.city ?? ''}</span>
    </span>
  );
}
