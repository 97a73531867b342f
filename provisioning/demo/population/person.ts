import { createUuidGenerator } from '../../../protocol/ids.js';
import type { FhirObject } from '../../../record/resource.js';
import { systems } from './codes.js';
import { makeName } from './names.js';
import { type Region, regionOf, regions } from './places.js';
import type { Random } from './random.js';
import { dayMilliseconds, localDate } from './time.js';

/** A synthetic person: what the stories need, and the Patient resource. */
export interface Person {
  readonly resource: FhirObject;
  /** `Patient/…`. */
  readonly reference: string;
  readonly gender: 'female' | 'male';
  readonly birthMilliseconds: number;
  readonly region: Region;
}

export interface PersonOptions {
  readonly regionName: string;
  /** As it is printed: `7KD-0A3F2-Q`. */
  readonly healthId: string;
  /** When the person was registered, milliseconds since 1970. */
  readonly registeredMilliseconds: number;
  readonly ageYears: number;
}

const yearMilliseconds = 365.25 * dayMilliseconds;

export function makePerson(random: Random, options: PersonOptions): Person {
  // A hospital's patients are mostly of its region; some have moved.
  const region = random.chance(0.88) ? regionOf(options.regionName) : random.pick(regions);
  const gender = random.chance(0.56) ? 'female' : 'male';
  const birthMilliseconds =
    options.registeredMilliseconds - Math.floor((options.ageYears + random.fraction()) * yearMilliseconds);
  const name = makeName(random, random.weighted(region.areas), gender);
  const [town, quarters] = random.weighted(region.towns.map((place, index) => [place, 8 / (index + 1)] as const));
  const shared = random.bytes(10);
  const id = createUuidGenerator({ now: () => options.registeredMilliseconds, randomBytes: () => shared })();
  const birthDate = localDate(birthMilliseconds);
  // Above fifty many know only their year of birth: FHIR's partial date says so.
  const estimated = options.ageYears >= 50 ? random.chance(0.4) : random.chance(0.05);
  const adult = options.ageYears >= 18;
  const resource: FhirObject = {
    resourceType: 'Patient',
    id,
    identifier: [
      { use: 'usual', system: systems.healthId, value: options.healthId },
      ...(adult && random.chance(0.45)
        ? [{ use: 'official', system: systems.nationalId, value: `1${random.digits(8)}` }]
        : []),
    ],
    active: true,
    name: [{ use: 'official', family: name.family, given: [...name.given] }],
    ...(random.chance(adult ? 0.85 : 0.6) && { telecom: [telephone(random)] }),
    gender,
    birthDate: estimated ? birthDate.slice(0, 4) : birthDate,
    address: [{ use: 'home', line: [random.pick(quarters)], city: town, state: region.name, country: 'CM' }],
    communication: [language(random, region)],
    ...(random.chance(0.5) && { contact: [relative(random, region, adult)] }),
  };
  return { resource, reference: `Patient/${id}`, gender, birthMilliseconds, region };
}

function telephone(random: Random): object {
  const prefix = random.pick(['67', '65', '69', '68']);
  const digits = random.digits(7);
  const value = `+237 ${prefix}${digits.slice(0, 1)} ${digits.slice(1, 3)} ${digits.slice(3, 5)} ${digits.slice(5)}`;
  return { system: 'phone', value, use: 'mobile' };
}

function language(random: Random, region: Region): object {
  const code = random.chance(region.english) ? 'en' : 'fr';
  return { language: { coding: [{ system: 'urn:ietf:bcp:47', code }] }, preferred: true };
}

function relative(random: Random, region: Region, adult: boolean): object {
  const gender = random.chance(0.5) ? 'female' : 'male';
  const name = makeName(random, random.weighted(region.areas), gender);
  const word = adult
    ? random.pick(gender === 'female' ? ['épouse', 'sœur', 'mère', 'fille'] : ['époux', 'frère', 'père', 'fils'])
    : gender === 'female'
      ? 'mère'
      : 'père';
  return {
    relationship: [{ text: word }],
    name: { family: name.family, given: [...name.given] },
    telecom: [telephone(random)],
    gender,
  };
}
