import { type RecordGroup, type StaffMember, VisitBuilder } from '../group-builder.js';
import type { Person } from '../person.js';
import type { Random } from '../random.js';
import { atOpeningHours, dayMilliseconds } from '../time.js';

/** Who works at the hospital of the stories. */
export interface Staff {
  readonly doctor: StaffMember;
  readonly nurse: StaffMember;
  readonly midwife: StaffMember;
}

/** What a story is told with: a patient, a hospital, and a time from `fromMilliseconds` until `untilMilliseconds`. */
export interface StoryContext {
  readonly random: Random;
  readonly person: Person;
  readonly staff: Staff;
  /** `Organization/…` of the hospital, when it has one. */
  readonly organization: string | undefined;
  readonly fromMilliseconds: number;
  readonly untilMilliseconds: number;
}

/** A course of illness or care, told as the groups that were saved. */
export type Story = (context: StoryContext) => readonly RecordGroup[];

export function ageYearsAt(context: StoryContext, atMilliseconds: number): number {
  return (atMilliseconds - context.person.birthMilliseconds) / (365.25 * dayMilliseconds);
}

/** A visit during opening hours of the day of `atMilliseconds`, written by `staff`. */
export function visit(context: StoryContext, atMilliseconds: number, reason: string, staff: StaffMember): VisitBuilder {
  const { random, person, organization } = context;
  const at = atOpeningHours(atMilliseconds, random.integer(0, 500)) + random.integer(0, 59_999);
  return new VisitBuilder(random, {
    ...{ staff, organization, reason, atMilliseconds: at, minutes: random.integer(8, 40) },
    patientId: person.resource.id ?? '',
    ageMonths: Math.floor(ageYearsAt(context, at) * 12),
  });
}

/** How ill a patient is when vital signs are taken. */
export interface Illness {
  readonly fever: number;
  readonly breathless?: boolean;
  readonly systolic?: number;
}

/** Takes the vital signs that belong to the age: a small child gets an arm band, not a cuff. */
export function takeVitals(context: StoryContext, builder: VisitBuilder, at: number, illness: Illness): void {
  const { random } = context;
  const age = ageYearsAt(context, at);
  const restPulse = age < 1 ? 130 : age < 5 ? 108 : age < 12 ? 90 : 76;
  const restBreathing = age < 1 ? 38 : age < 5 ? 28 : age < 12 ? 21 : 17;
  builder.field('temperature', random.around(36.8 + illness.fever, 0.3, 1));
  builder.field('pulse', random.around(restPulse + 10 * illness.fever, 7));
  builder.field('respiratoryRate', random.around(restBreathing + (illness.breathless ? 12 : illness.fever), 2));
  builder.field('oxygenSaturation', Math.min(100, random.around(illness.breathless ? 93 : 97.5, 1)));
  builder.field('weight', weightAt(context, age));
  if (age < 5) {
    builder.field('midUpperArm', random.around(14.6, 0.9, 1));
  } else {
    const systolic = random.around(illness.systolic ?? (age < 18 ? 104 : 118 + age / 6), 8);
    builder.field('systolic', systolic);
    builder.field('diastolic', Math.round(systolic * 0.55 + random.around(14, 4)));
  }
}

/** A likely weight in kilograms; each person keeps a build of their own. */
export function weightAt(context: StoryContext, ageYears: number): number {
  const build = 0.85 + (context.person.birthMilliseconds % 30_011) / 100_000;
  const middle =
    ageYears < 1
      ? 3.3 + ageYears * 6
      : ageYears < 10
        ? 7.5 + ageYears * 2.2
        : ageYears < 18
          ? 8 + ageYears * 2.9
          : context.person.gender === 'female'
            ? 64
            : 69;
  return context.random.around(middle * build, 0.6, 1);
}
