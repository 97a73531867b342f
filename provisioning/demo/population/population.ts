import { parseSiteCode } from '../../../protocol/ids.js';
import { nextHealthId } from '../../../record/identity/health-id.js';
import type { FhirObject } from '../../../record/resource.js';
import { makeAllergy, type RecordGroup, type StaffMember, sharedIds } from './group-builder.js';
import { makeName } from './names.js';
import { makePerson, type Person } from './person.js';
import { regionOf } from './places.js';
import { Random } from './random.js';
import { malaria, respiratory, typhoid } from './stories/acute.js';
import { diabetes, hypertension } from './stories/chronic.js';
import { antenatal, vaccination } from './stories/mother-and-child.js';
import type { Staff, Story, StoryContext } from './stories/story.js';
import { dayMilliseconds } from './time.js';

/** The hospital whose patients are made. */
export interface PopulationSite {
  /** Site code; stands in the health identifiers. */
  readonly code: string;
  /** One of the ten regions. */
  readonly region: string;
  /** `Organization/…` of the hospital. */
  readonly organization?: string;
  /** Who wrote the records; made up from the seed where absent. */
  readonly staff?: Staff;
}

export interface PopulationOptions {
  /** The same seed gives the same population, to the byte; two sites need two seeds, or their patients share ids. */
  readonly seed: string;
  readonly patients: number;
  readonly site: PopulationSite;
  /** The present of the population, milliseconds since 1970: all that is told happened in the years before. */
  readonly startMilliseconds: number;
  /** How far back the histories reach; 3 years unless told. */
  readonly years?: number;
  /** What the site's counter of health identifiers stands at before the first patient; 0 unless told. */
  readonly healthIdCounter?: number;
}

/** One synthetic patient with all that was ever saved about them, in the order in which it was. */
export interface PatientHistory {
  readonly patient: FhirObject;
  /** The first group is the registration and holds the Patient. */
  readonly groups: readonly RecordGroup[];
}

/** Makes synthetic patients one by one; pure: no clock, no chance but the seed's. No person in particular is meant. */
export function* generatePopulation(options: PopulationOptions): Iterable<PatientHistory> {
  const root = new Random(options.seed);
  const staff = options.site.staff ?? makeStaff(root.fork('staff'), options.site.region);
  const code = parseSiteCode(options.site.code);
  let counter = options.healthIdCounter ?? 0;
  for (let index = 0; index < options.patients; index += 1) {
    const next = nextHealthId(code, counter);
    counter = next.counter;
    yield tellPatient(root.fork(index), options, staff, next.healthId.text);
  }
}

function tellPatient(random: Random, options: PopulationOptions, staff: Staff, healthId: string): PatientHistory {
  const spanDays = Math.round((options.years ?? 3) * 365);
  const registeredMilliseconds =
    options.startMilliseconds - random.integer(20, spanDays) * dayMilliseconds - random.integer(0, dayMilliseconds - 1);
  const ageYears = pickAge(random);
  const person = makePerson(random, {
    regionName: options.site.region,
    healthId,
    registeredMilliseconds,
    ageYears,
  });
  const context: StoryContext = {
    random,
    person,
    staff,
    organization: options.site.organization,
    fromMilliseconds: registeredMilliseconds + 600_000,
    // Opening hours may move a visit within its day; it must stay before the present.
    untilMilliseconds: options.startMilliseconds - dayMilliseconds,
  };
  const visits = pickStories(random.fork('stories'), person, ageYears).flatMap((story, index) =>
    story({ ...context, random: random.fork(index) }),
  );
  const inOrder = visits
    .filter((group) => group.atMilliseconds > registeredMilliseconds)
    .sort((left, right) => left.atMilliseconds - right.atMilliseconds);
  return {
    patient: person.resource,
    groups: [register(random.fork('registration'), context, registeredMilliseconds), ...inOrder],
  };
}

/** Half of Cameroon is under nineteen; hospitals see more small children and mothers still. */
function pickAge(random: Random): number {
  const [low, high] = random.weighted<readonly [number, number]>([
    [[0, 0], 16],
    [[1, 4], 16],
    [[5, 14], 14],
    [[15, 29], 24],
    [[30, 49], 18],
    [[50, 69], 9],
    [[70, 92], 3],
  ]);
  return random.integer(low, high);
}

function pickStories(random: Random, person: Person, ageYears: number): readonly Story[] {
  const stories: Story[] = [];
  if (ageYears < 3 || ageYears === 8) stories.push(vaccination);
  if (person.gender === 'female' && ageYears >= 16 && ageYears <= 42 && random.chance(0.5)) stories.push(antenatal);
  if (ageYears >= 35 && random.chance(ageYears >= 50 ? 0.55 : 0.25)) stories.push(hypertension);
  if (ageYears >= 35 && random.chance(0.18)) stories.push(diabetes);
  if (random.chance(0.12)) stories.push(typhoid);
  if (random.chance(0.4)) stories.push(respiratory);
  if (stories.length === 0 || random.chance(0.7)) stories.push(malaria);
  return stories;
}

/** By the codes of the form: substance, what was seen, how bad it may become, category. */
const allergies = [
  ['penicillin', 'Urticaire', 'high', 'medication'],
  ['sulfonamides', 'Éruption cutanée', 'high', 'medication'],
  ['chloroquine', 'Prurit', 'low', 'medication'],
  ['groundnut', 'Œdème des lèvres', 'high', 'food'],
  ['seafood', 'Urticaire', 'low', 'food'],
  ['aspirin', 'Crise d’asthme', 'high', 'medication'],
] as const;

/** Who is registered at the desk, and the allergy that is asked for then. */
function register(random: Random, { person, staff, organization }: StoryContext, atMilliseconds: number): RecordGroup {
  const resources = [person.resource];
  if (random.chance(0.12)) {
    const [substance, reaction, criticality, category] = random.pick(allergies);
    const frame = { patientId: person.resource.id ?? '', atMilliseconds, staff: staff.nurse, organization };
    const values = { substance, reaction, criticality, category };
    resources.push(makeAllergy(values, frame, sharedIds(random, atMilliseconds)));
  }
  return { kind: 'registration', atMilliseconds, resources };
}

function makeStaff(random: Random, regionName: string): Staff {
  const region = regionOf(regionName);
  const member = (role: string, title: string): StaffMember => {
    const name = makeName(random, random.weighted(region.areas), random.chance(0.5) ? 'female' : 'male');
    const hex = Buffer.from(random.bytes(8)).toString('hex');
    return { reference: `Practitioner/${role}-${hex}`, display: `${title} ${name.given[0] ?? ''} ${name.family}` };
  };
  return { doctor: member('doctor', 'Dr'), nurse: member('nurse', 'Inf.'), midwife: member('midwife', 'SF') };
}
