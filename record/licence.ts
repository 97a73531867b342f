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
  /** Under which its person is registered with whoever gave it, '' where nothing is said. */
  readonly number: string;
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
    return [{ name, number: numberOf(qualification), from: asText(start), until }];
  });
}

function numberOf(qualification: unknown): string {
  const [identifier] = valuesAt(asObject(qualification) ?? {}, 'identifier').map(asObject);
  return asText(identifier?.['value']) ?? '';
}

/** Where a licence is told from others by: who gave it, under which number. */
export type LicenceKey = Pick<Licence, 'name' | 'number'>;

/** The same with a licence, in the place of the one of that name and number: it is renewed. */
export function withLicence(practitioner: FhirObject, { name, number, from, until }: Licence): FhirObject {
  const period = { ...(from !== undefined && { start: from }), end: until };
  const licence = { identifier: [{ value: number }], code: { text: name }, period };
  return { ...practitioner, qualification: [...othersThan(practitioner, { name, number }), licence] };
}

/** The same without a licence; `undefined` where there is none of that name and number. */
export function withoutLicence(practitioner: FhirObject, key: LicenceKey): FhirObject | undefined {
  const qualification = othersThan(practitioner, key);
  if (qualification.length === valuesAt(practitioner, 'qualification').length) return undefined;
  const { qualification: _, ...rest } = practitioner;
  return qualification.length === 0 ? rest : { ...rest, qualification };
}

/** Diplomas stay, which do not end. */
function othersThan(practitioner: FhirObject, { name, number }: LicenceKey): readonly unknown[] {
  const isIt = (licence: Licence) => licence.name === name && licence.number === number;
  return valuesAt(practitioner, 'qualification').filter(
    (qualification) => !licencesOf({ resourceType: 'Practitioner', qualification: [qualification] }).some(isIt),
  );
}

export const licenceCharactersMax = { name: 80, number: 40 } as const;

/** Which member of a licence that somebody typed cannot be; `undefined`: all can. */
export function licenceFault({ name, number, from, until }: Licence): keyof Licence | undefined {
  if (!isTyped(name, licenceCharactersMax.name)) return 'name';
  if (!isTyped(number, licenceCharactersMax.number)) return 'number';
  if (from !== undefined && !isDay(from)) return 'from';
  return isDay(until) && (from === undefined || from <= until) ? undefined : 'until';
}

function isTyped(text: string, charactersMax: number): boolean {
  return /^[\p{L}\p{N}\p{P}\p{S}\p{Zs}]+$/u.test(text) && text === text.trim() && text.length <= charactersMax;
}

/** A whole day of this century: a year that has lost a digit would never end, or be over for ever. */
function isDay(text: string): boolean {
  return /^20\d\d-\d\d-\d\d$/.test(text) && readInterval(text) !== undefined;
}
