import { generatePopulation } from '../../provisioning/demo/population/population.js';
import type { FhirObject } from '../../record/resource.js';
import { summaryFirst } from '../../record/summary-first.js';
import { type Group, presentMilliseconds } from './bench-data.js';

/** All that is known of a patient. */
export interface PatientRecord {
  readonly patient: string;
  readonly groups: readonly Group[];
  readonly resources: number;
}

export function makeRecords(patients: number, seed: string): readonly PatientRecord[] {
  const site = { code: '7KD', region: 'Littoral' };
  const histories = generatePopulation({ seed, patients, site, startMilliseconds: presentMilliseconds });
  return [...histories].map(({ patient, groups }) => ({
    patient: patient.id ?? '',
    groups: groups.map(({ resources }) => resources),
    resources: groups.reduce((sum, { resources }) => sum + resources.length, 0),
  }));
}

/** The same patient, of whom no more is known than their summary: what comes for them is the summary alone. */
export function onlySummary(record: PatientRecord): PatientRecord {
  const resources: readonly FhirObject[] = record.groups.flat();
  const patient = resources.find(({ id }) => id === record.patient);
  if (patient === undefined) throw new Error('a record without its patient');
  const first = summaryFirst(patient, resources, Date.now());
  return { patient: record.patient, groups: [first], resources: first.length };
}
