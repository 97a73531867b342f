import { validateResource } from '@medplum/core';
import type { Resource } from '@medplum/fhirtypes';
import { validate } from '../../record/parse.js';
import type { FhirObject } from '../../record/resource.js';
import { makeConsultations, readSynthea } from './bench-data.js';
import { type Bench, type Measurement, round } from './measurement.js';

const rounds = 5;
const resourcesMax = 5_000;

/**
 * How many resources a second a processor checks, beside the validator of a FHIR server that installs from npm, on the same
 * resources and definitions. Ours evaluates its invariants with that one, and checks codes, references, dates and datatypes
 * besides.
 */
export const validation: Bench = {
  name: 'fhir-validate',
  title: 'Validation: resources a second of one processor, beside @medplum/core on the same definitions',
  run: async () => {
    const synthea = readSynthea();
    const groups = synthea ?? makeConsultations(1_000);
    const resources = groups.flat().slice(0, resourcesMax);
    const conditions = { resources: resources.length, data: synthea === undefined ? 'synthetic' : 'synthea' };
    const [own, peer] = ratesOf(resources, [
      (resource) => validate(resource),
      (resource) => void validateResource(resource as unknown as Resource),
    ]);
    return [measurementOf(own ?? 0, peer ?? 0, conditions)];
  },
};

function measurementOf(value: number, peerValue: number, conditions: Measurement['conditions']): Measurement {
  const peer = '@medplum/core';
  const figures = { value: round(value), peer, peerValue: round(peerValue), ratio: round(value / peerValue, 2) };
  return { bench: 'fhir-validate', metric: 'resources-per-second', unit: '1/s', ...figures, conditions };
}

/** The best rate of each in turn, by a processor's time; the first round warms up. */
function ratesOf(
  resources: readonly FhirObject[],
  checks: readonly ((resource: FhirObject) => void)[],
): readonly number[] {
  const best = checks.map(() => 0);
  for (let count = 0; count <= rounds; count += 1) {
    checks.forEach((check, index) => {
      const began = process.cpuUsage();
      for (const resource of resources) check(resource);
      const { user, system } = process.cpuUsage(began);
      const rate = (resources.length / (user + system)) * 1e6;
      if (count > 0) best[index] = Math.max(best[index] ?? 0, rate);
    });
  }
  return best;
}
