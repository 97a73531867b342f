import { buildRegistration } from '../../../record/builders/patient.js';
import { regions as isoRegions } from '../../../record/identity/regions.js';
import type { FhirObject } from '../../../record/resource.js';
import { sharedIds } from './group-builder.js';
import { makeName, type PersonName } from './names.js';
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
  const town = random.weighted(region.towns.map((place, index) => [place, 8 / (index + 1)] as const));
  const id = sharedIds(random, options.registeredMilliseconds)();
  const resource = describePerson(random, { ...options, id, name, gender, birthMilliseconds, town, region });
  return { resource, reference: `Patient/${id}`, gender, birthMilliseconds, region };
}

interface Described extends PersonOptions {
  readonly id: string;
  readonly name: PersonName;
  readonly gender: 'female' | 'male';
  readonly birthMilliseconds: number;
  readonly town: Region['towns'][number];
  readonly region: Region;
}

/** The Patient as the registration form writes it, with what else a desk may ask. */
function describePerson(random: Random, person: Described): FhirObject {
  const { name, ageYears, region } = person;
  const [city, quarters] = person.town;
  const adult = ageYears >= 18;
  // Above fifty many know only their age: the form then marks the year of birth as estimated.
  const estimated = random.chance(ageYears >= 50 ? 0.4 : 0.05);
  const values = {
    ...{ mode: 'usual', family: name.family, given: name.given.join(' '), sex: person.gender, city },
    ...{ district: random.pick(quarters), region: isoRegions.find(({ fr }) => fr === region.name)?.code },
    ...(estimated
      ? { birthKind: 'age', ageYears: String(ageYears) }
      : { birthKind: 'date', birthDate: localDate(person.birthMilliseconds) }),
    phone: random.chance(adult ? 0.85 : 0.6) ? telephone(random) : undefined,
    nationalId: adult && random.chance(0.45) ? `1${random.digits(8)}` : undefined,
  };
  const context = { nowMilliseconds: person.registeredMilliseconds, newId: () => person.id, language: 'fr' } as const;
  const built = buildRegistration(values, person.healthId, context).entry[0]?.resource;
  if (built === undefined) throw new Error('a registration makes a Patient');
  return {
    ...built,
    communication: [language(random, region)],
    ...(random.chance(0.5) && { contact: [relative(random, region, adult)] }),
  };
}

function telephone(random: Random): string {
  const prefix = random.pick(['67', '65', '69', '68']);
  const digits = random.digits(7);
  return `+237 ${prefix}${digits.slice(0, 1)} ${digits.slice(1, 3)} ${digits.slice(3, 5)} ${digits.slice(5)}`;
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
    telecom: [{ system: 'phone', value: telephone(random), use: 'mobile' }],
    gender,
  };
}
