import { readInterval } from './date-time.js';
import { asObject, asText, valuesAt } from './elements.js';
import type { FhirObject } from './resource.js';

/**
 * Whether somebody's licence is good (rule R24): of the qualifications of their Practitioner that end (FHIR R4
 * `Practitioner.qualification.period`), one has begun and is not over. Who has none that ends is not kept from anything: a
 * diploma is for life, and a small hospital may keep no licences here.
 */
export function isLicensed(practitioner: FhirObject, nowMilliseconds: number): boolean {
  const licences = valuesAt(practitioner, 'qualification.period').flatMap((period) => {
    const { start, end } = asObject(period) ?? {};
    const last = readInterval(asText(end) ?? '');
    return last === undefined ? [] : [{ from: readInterval(asText(start) ?? '')?.start, until: last.end }];
  });
  const isGood = licences.some(
    ({ from, until }) => nowMilliseconds < until && (from === undefined || nowMilliseconds >= from),
  );
  return licences.length === 0 || isGood;
}
