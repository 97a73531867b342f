import { hidden as confidential } from './confidential-world.js';
import { type FhirServer, send } from './fhir-server.js';
import { resourceOf } from './journal-fixtures.js';

type Resource = { resourceType: string; id: string; [element: string]: unknown };

/** What stands in the record of `p2`, whom nobody here cares for; it points at what nothing else points at. */
export const outside: readonly Resource[] = confidential.map((each) => {
  const { meta: _, ...rest } = each as Resource;
  const text = JSON.stringify(rest).replaceAll('Patient/p1', 'Patient/p2').replaceAll('Encounter/e1', 'Encounter/e-r');
  const value = JSON.parse(text) as Resource;
  return value.resourceType === 'Provenance'
    ? { ...value, target: [{ reference: 'Patient/p2' }, { reference: 'Condition/c-r' }] }
    : value;
});

/** A patient whom an import brought, and nobody received. */
export async function bring(
  { journal }: Pick<FhirServer, 'journal'>,
  ...resources: readonly Resource[]
): Promise<void> {
  const entries = resources.map((resource) => ({ verb: 'update' as const, resource: resourceOf(resource) }));
  await journal.records.commitBundle({ author: 'carnet:import', entries });
}

/** Somebody comes, and reception writes it down. */
export async function checkIn(server: FhirServer, patient: string): Promise<number> {
  const arrival = {
    ...{ resourceType: 'Encounter', status: 'arrived', subject: { reference: `Patient/${patient}` } },
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
  };
  return (await send(server, 'reception', 'POST', 'Encounter', arrival)).statusCode;
}
