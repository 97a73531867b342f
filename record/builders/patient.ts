import { localDate, localDateTime } from '../date-time.js';
import { asObject, asText, type Elements, valuesAt } from '../elements.js';
import { changesNationalId } from '../forms/demographics.js';
import { type FormValues, isYes, linesOf, textOf } from '../forms/field.js';
import { readNumber } from '../forms/number-text.js';
import { healthIdSystem, nationalIdSystem } from '../identity/health-id.js';
import { identifierOf, patientName } from '../identity/patient-name.js';
import { regionOf, regions } from '../identity/regions.js';
import type { FhirObject } from '../resource.js';
import { concept, systems, type TransactionBundle, transactionOf, type WriterContext } from './context.js';

export const birthDateEstimatedUrl = 'urn:carnet:birth-date-estimated';
const unidentifiedUrl = 'urn:carnet:unidentified';
const descriptionUrl = 'urn:carnet:description';

/**
 * Registers a patient (values of `registrationForm`, checked): the Patient, and for a newborn the mother as RelatedPerson.
 * `healthId` is the identifier that the site gave (`nextHealthId`).
 */
export function buildRegistration(values: FormValues, healthId: string, context: WriterContext): TransactionBundle {
  const id = context.newId();
  const mode = textOf(values, 'mode');
  const patient: FhirObject = {
    resourceType: 'Patient',
    id,
    ...(mode === 'unidentified' && { extension: unidentifiedExtensions(values) }),
    identifier: identifiersWith(values, [{ use: 'official', system: healthIdSystem, value: healthId }]),
    active: true,
    name: [mode === 'unidentified' ? unidentifiedName(values, context) : nameFrom(values)],
    ...telecomFrom(values),
    gender: textOf(values, 'sex') ?? 'unknown',
    ...birthFrom(values, context.nowMilliseconds),
    ...addressFrom(values),
    ...(textOf(values, 'birthOrder') !== undefined && { multipleBirthInteger: Number(textOf(values, 'birthOrder')) }),
    ...(context.organization && { managingOrganization: context.organization }),
  };
  const mother = textOf(values, 'motherName');
  if (mode !== 'newborn' || mother === undefined) return transactionOf([patient]);
  return transactionOf([patient, motherOf(id, mother, context)]);
}

/** The values of `demographicsForm` that a Patient has now. */
export function readDemographics(patient: Elements): FormValues {
  const { family, given } = patientName(patient);
  const birthDate = asText(patient['birthDate']);
  const address = asObject(valuesAt(patient, 'address')[0]);
  const died = asText(patient['deceasedDateTime']);
  return {
    family,
    given,
    sex: asText(patient['gender']) ?? 'unknown',
    birthKind: birthDate === undefined ? 'unknown' : 'date',
    birthDate,
    phone: asText(phoneOf(patient)?.['value']),
    city: asText(address?.['city']),
    district: asText(address?.['district']),
    region: regionOf(asText(address?.['state']))?.code,
    nationalId: identifierOf(patient, nationalIdSystem),
    deceased: died !== undefined || patient['deceasedBoolean'] === true ? 'yes' : 'no',
    deceasedDate: died?.slice(0, 10),
  };
}

/** A Patient with the values of `demographicsForm` (checked); what the form does not show stays as it was. */
export function applyDemographics(patient: FhirObject, values: FormValues, nowMilliseconds: number): FhirObject {
  const { birthDate, _birthDate, deceasedBoolean, deceasedDateTime, telecom, address, ...kept } = patient;
  const names = valuesAt(patient, 'name');
  const current = patientName(patient);
  const shown = names.find((name) => patientName({ name: [name] }).family === current.family);
  const { family: _family, given: _given, text: _text, ...nameKept } = asObject(shown) ?? {};
  const renamed = { ...nameKept, ...nameFrom(values) };
  const phones = telecomFrom(values).telecom ?? [];
  const otherTelecom = valuesAt(patient, 'telecom').filter((item) => item !== phoneOf(patient));
  const [home] = valuesAt(patient, 'address');
  const addresses = mergeAddress(asObject(home), values);
  const allTelecom = [...phones, ...otherTelecom];
  const allAddresses = [...addresses, ...valuesAt(patient, 'address').slice(1)];
  const identifier = changedIdentifiers(patient, values);
  const unchangedBirth = textOf(values, 'birthKind') === 'date' && textOf(values, 'birthDate') === birthDate;
  return {
    ...kept,
    ...(identifier.length > 0 && { identifier }),
    name: [renamed, ...names.filter((name) => name !== shown)],
    gender: textOf(values, 'sex') ?? 'unknown',
    ...(unchangedBirth
      ? { birthDate, ...(_birthDate !== undefined && { _birthDate }) }
      : birthFrom(values, nowMilliseconds)),
    ...(allTelecom.length > 0 && { telecom: allTelecom }),
    ...(allAddresses.length > 0 && { address: allAddresses }),
    ...deathFrom(values, asText(deceasedDateTime)),
  };
}

/** Whether the birth date of a Patient was estimated. */
export function isBirthDateEstimated(patient: Elements): boolean {
  return valuesAt(patient, '_birthDate.extension').some(
    (extension) =>
      asObject(extension)?.['url'] === birthDateEstimatedUrl && asObject(extension)?.['valueBoolean'] === true,
  );
}

function nameFrom(values: FormValues) {
  const given = textOf(values, 'given')?.split(' ');
  return { use: 'official', family: textOf(values, 'family') ?? '', ...(given && { given }) };
}

function unidentifiedName(values: FormValues, context: WriterContext) {
  const family = textOf(values, 'family');
  if (family !== undefined) return { ...nameFrom(values), use: 'temp' };
  const when = localDateTime(context.nowMilliseconds).slice(0, 16).replace('T', ' ');
  return { use: 'temp', family: context.language === 'fr' ? 'INCONNU' : 'UNKNOWN', given: [when] };
}

function unidentifiedExtensions(values: FormValues) {
  const description = linesOf(values, 'description');
  const marks = description === undefined ? [] : [{ url: descriptionUrl, valueString: description }];
  return [{ url: unidentifiedUrl, valueBoolean: true }, ...marks];
}

function identifiersWith(values: FormValues, others: readonly unknown[]): unknown[] {
  const nationalId = textOf(values, 'nationalId');
  return nationalId === undefined ? [...others] : [...others, { system: nationalIdSystem, value: nationalId }];
}

/** What the form does not show of identifiers stays, and so does all of one that it leaves as it is. */
function changedIdentifiers(patient: FhirObject, values: FormValues): unknown[] {
  const identifiers = valuesAt(patient, 'identifier');
  if (!changesNationalId(readDemographics(patient), values)) return identifiers;
  const shown = identifierOf(patient, nationalIdSystem);
  const isShown = (identifier: unknown) =>
    asObject(identifier)?.['system'] === nationalIdSystem && asObject(identifier)?.['value'] === shown;
  return identifiersWith(
    values,
    identifiers.filter((identifier) => !isShown(identifier)),
  );
}

/** A birth date as precise as it is known; one that follows from an age is marked as estimated. */
function birthFrom(values: FormValues, nowMilliseconds: number) {
  const kind = textOf(values, 'birthKind');
  if (kind === 'date') return { birthDate: textOf(values, 'birthDate') };
  if (kind !== 'age') return {};
  const months = readNumber(textOf(values, 'ageMonths') ?? '');
  const years = readNumber(textOf(values, 'ageYears') ?? '') ?? 0;
  const born = new Date(`${localDate(nowMilliseconds).slice(0, 7)}-01T00:00:00Z`);
  born.setUTCMonth(born.getUTCMonth() - years * 12 - (months ?? 0));
  const birthDate = born.toISOString().slice(0, months === undefined ? 4 : 7);
  return { birthDate, _birthDate: { extension: [{ url: birthDateEstimatedUrl, valueBoolean: true }] } };
}

function telecomFrom(values: FormValues) {
  const phone = textOf(values, 'phone');
  return phone === undefined ? {} : { telecom: [{ system: 'phone', value: phone, use: 'mobile' }] };
}

function addressFrom(values: FormValues) {
  const address = mergeAddress(undefined, values);
  return address.length === 0 ? {} : { address };
}

function mergeAddress(current: Elements | undefined, values: FormValues): object[] {
  const { city: _city, district: _district, state: _state, ...others } = current ?? {};
  const city = textOf(values, 'city');
  const district = textOf(values, 'district');
  const state = regions.find(({ code }) => code === textOf(values, 'region'))?.fr;
  const parts = { ...(city && { city }), ...(district && { district }), ...(state && { state }) };
  if (Object.keys(parts).length === 0 && Object.keys(others).length === 0) return [];
  return [current === undefined ? { use: 'home', ...parts, country: 'CM' } : { ...others, ...parts }];
}

function deathFrom(values: FormValues, before: string | undefined) {
  if (!isYes(values, 'deceased')) return {};
  const date = textOf(values, 'deceasedDate');
  if (date === undefined) return { deceasedBoolean: true };
  return { deceasedDateTime: before?.slice(0, 10) === date ? before : date };
}

function phoneOf(patient: Elements): Elements | undefined {
  return valuesAt(patient, 'telecom')
    .map(asObject)
    .find((item) => item?.['system'] === 'phone');
}

function motherOf(patientId: string, name: string, context: WriterContext): FhirObject {
  return {
    resourceType: 'RelatedPerson',
    id: context.newId(),
    active: true,
    patient: { reference: `Patient/${patientId}` },
    relationship: [concept(systems.roleCode, 'MTH', 'mother')],
    name: [{ text: name }],
    gender: 'female',
  };
}
