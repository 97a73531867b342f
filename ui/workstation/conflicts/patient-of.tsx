import type { Patient } from '@medplum/fhirtypes';
import type { JSX } from 'preact';
import { readFhir } from '../fhir/client.js';
import { useLive } from '../fhir/use-live.js';
import { PatientLine } from '../search/patient-line.js';

/** Whom a question is about: nobody should have to open a chart to know. Nothing while it is read, or where it may not be. */
export function PatientOf({ id }: { readonly id: string }): JSX.Element | null {
  const loaded = useLive(async () => (await readFhir<Patient>('Patient', id)).resource, id);
  return loaded.kind === 'ready' ? <PatientLine patient={loaded.value} /> : null;
}
