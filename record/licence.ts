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

/** A qualification that ends, as it is written. */
export interface Licence {
  /** What it is called, '' where nothing is said. */
  readonly name: string;
  /** FHIR dates. */
  readonly from: string | undefined;
  readonly until: string;
}

/** The licences that {@link isLicensed} judges, for who has to see that one ends. */
export function licencesOf(practitioner: FhirObject): readonly Licence[] {
  return valuesAt(practitioner, 'qualification').flatMap((qualification) => {
    const { code, period } = asObject(qualification) ?? {};
    const { start, end } = asObject(period) ?? {};
    const until = asText(end);
    if (until === undefined) return [];
    const [coding] = valuesAt(asObject(code) ?? {}, 'coding').map(asObject);
    const name = asText(asObject(code)?.['text']) ?? asText(coding?.['display']) ?? asText(coding?.['code']) ?? '';
    return [{ name, from: asText(start), until }];
  });
}
