import fc from 'fast-check';
import t from 'tap';
import { schemaOf } from '../../record/definitions/load.js';
import { isFiledBy } from '../../record/filed-by.js';
import { fileResource } from '../../record/filing.js';
import type { FhirObject } from '../../record/resource.js';
import { searchableTypes, searchParametersOf } from '../../record/search-parameters.js';

const pairs = searchableTypes().flatMap((type) =>
  [...searchParametersOf(type).values()]
    .filter(({ name }) => isFiledBy(type, name))
    .map(({ name }) => ({ type, name })),
);

t.test('[R25] the parameters by which what is found is filed with the patient that is asked for', async (t) => {
  const filing = (type: string) => pairs.filter((pair) => pair.type === type).map(({ name }) => name);
  for (const type of ['Observation', 'Condition', 'MedicationRequest', 'Encounter', 'DiagnosticReport']) {
    t.strictSame(filing(type).sort(), ['patient', 'subject'], type);
  }
  t.strictSame(filing('AppointmentResponse').includes('patient'), true);
  t.strictSame(filing('Immunization'), ['patient']);
  t.strictSame(filing('Coverage').includes('patient'), true);
  t.strictSame(filing('Task').sort(), ['patient', 'subject']);
  // Several may be named there, and it is filed with one of them; or nothing of a patient is there at all.
  for (const type of ['Account', 'Appointment', 'Provenance', 'AuditEvent', 'Person', 'Group']) {
    t.strictSame(filing(type), [], type);
  }
  for (const type of ['Organization', 'Schedule', 'Practitioner', 'SomethingNew']) t.strictSame(filing(type), [], type);
  // They read other elements than those by which they are filed.
  for (const type of ['SupplyRequest', 'ResearchSubject', 'EnrollmentRequest']) t.strictSame(filing(type), [], type);
});

const reference = fc
  .constantFrom(...['Patient/p', 'Patient/q', 'Group/p', 'Patient/p/_history/2', '#p', 'urn:uuid:1', 'Patient?a=b'])
  .chain((relative) => fc.constantFrom(relative, `http://other.example/fhir/${relative}`))
  .map((text) => ({ reference: text }));
const elements = [
  'subject',
  'patient',
  'for',
  'beneficiary',
  'individual',
  'candidate',
  'focus',
  'performer',
  'deliverTo',
];
const named = fc.dictionary(fc.constantFrom(...elements), reference, { minKeys: 1 });

t.test(
  '[R25] whatever FHIR a resource is, by such a parameter it is found of nobody else than whom it is filed with',
  async (t) => {
    let met = 0;
    fc.assert(
      fc.property(fc.constantFrom(...pairs), named, ({ type, name }, content) => {
        const allowed = Object.entries(content).filter(([element]) => isElementOf(type, element));
        const value = { resourceType: type, id: 'r', ...Object.fromEntries(allowed) } as FhirObject;
        const { patient, searchRows } = fileResource(value);
        const read = [name, ...(searchParametersOf(type).get(name)?.unionOf ?? [])];
        for (const row of searchRows) {
          if (row.kind !== 'reference' || row.type !== 'Patient' || !read.includes(row.parameter)) continue;
          // Other servers' patients and conditional references are no patients here.
          if (!['p', 'q'].includes(row.id)) continue;
          met += 1;
          if (row.id !== patient) return false;
        }
        return true;
      }),
      { numRuns: 20_000 },
    );
    t.ok(met > 2_000, `${met} references to a patient`);
  },
);

/** What is no element of the type is no FHIR: such a record is looked at by itself. */
function isElementOf(type: string, element: string): boolean {
  return schemaOf(type)?.elements[element] !== undefined;
}
