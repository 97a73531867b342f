import { readInterval } from '../date-time.js';
import { asObject, asText, valuesAt } from '../elements.js';
import { sitesNamedBy } from '../interest.js';
import { readReference } from '../reference.js';
import type { FhirObject } from '../resource.js';
import {
  careDaysMax,
  carePrivacyScope,
  endedVisitStates,
  endlessMilliseconds,
  openVisitStates,
  restrictionPerson,
  stayClasses,
  stayDaysMax,
  treatmentPurpose,
  voidReferralStates,
} from './care-days.js';

const dayMilliseconds = 24 * 3_600_000;

/** That a patient is cared for, as one resource says it. */
export interface CareFact {
  /** Whose relationship it is: a reference; '' of all who treat patients at this hospital. */
  readonly person: string;
  /** Until when, milliseconds since 1970. */
  readonly untilMilliseconds: number;
}

/** What is known of a resource beside its content. */
export interface CareOrigin {
  /** This hospital. */
  readonly site: string;
  /** Whether this hospital wrote any version of it. */
  readonly isWrittenHere: boolean;
  /** When this hospital's people made it, milliseconds since 1970; absent where it came by an import or from elsewhere. */
  readonly madeHereMilliseconds?: number;
  /** When what it says was written, milliseconds since 1970. */
  readonly writtenMilliseconds: number;
}

/**
 * What a resource says of who cares for its patient (rule R25): that they came to this hospital, were registered at it or were
 * referred to it; or that somebody belongs to their care team, or is their general practitioner. Times in the resource count,
 * none of them later than when it was written. `journal/schema/care.ts` says the same in SQL.
 */
export function careFactsOf(value: FhirObject, origin: CareOrigin): readonly CareFact[] {
  switch (value.resourceType) {
    case 'Encounter':
      return origin.isWrittenHere ? ofVisit(value, origin) : [];
    case 'ServiceRequest':
    case 'Task':
      return sitesNamedBy(value).includes(origin.site) ? ofReferral(value, origin) : [];
    case 'Consent':
      return ofRestriction(value);
    case 'CareTeam':
      return ofTeam(value);
    case 'Patient':
      return [...ofRegistration(origin), ...ofPractitioners(value)];
    default:
      return [];
  }
}

/** Whether a resource, as it is written here now, says that its patient has come: what reception and nurses write (rule R26). */
export function isArrival(value: FhirObject): boolean {
  return value.resourceType === 'Encounter' && isOneOf(openVisitStates, value['status']);
}

function ofVisit(value: FhirObject, { writtenMilliseconds: written }: CareOrigin): readonly CareFact[] {
  const isEnded = isOneOf(endedVisitStates, value['status']);
  if (!isEnded && !isOneOf(openVisitStates, value['status'])) return [];
  const period = asObject(value['period']);
  const isStay = !isEnded && isOneOf(stayClasses, asObject(value['class'])?.['code']);
  const said = (isEnded ? momentOf(period?.['end']) : undefined) ?? momentOf(period?.['start']);
  return forAll(Math.min(said ?? written, written), isStay ? stayDaysMax : careDaysMax);
}

function ofReferral(value: FhirObject, { writtenMilliseconds: written }: CareOrigin): readonly CareFact[] {
  if (isOneOf(voidReferralStates, value['status'])) return [];
  return forAll(Math.min(momentOf(value['authoredOn']) ?? written, written), careDaysMax);
}

function ofTeam(value: FhirObject): readonly CareFact[] {
  if ((value['status'] ?? 'active') !== 'active') return [];
  const untilMilliseconds = momentOf(asObject(value['period'])?.['end']) ?? endlessMilliseconds;
  return practitionersAt(value, 'participant.member').map((person) => ({ person, untilMilliseconds }));
}

/**
 * A restriction (rule R35): an active Consent of privacy that denies, for no purpose or for treatment. What it narrows further (to
 * persons, data, a beginning) is not told apart here: it restricts the whole record rather than nothing of it.
 */
function ofRestriction(value: FhirObject): readonly CareFact[] {
  const provision = asObject(value['provision']);
  if (value['status'] !== 'active' || provision?.['type'] !== 'deny') return [];
  if (!hasCode(value, 'scope.coding', carePrivacyScope)) return [];
  const isPurposeSaid = valuesAt(provision, 'purpose').length > 0;
  if (isPurposeSaid && !hasCode(provision, 'purpose', treatmentPurpose)) return [];
  const untilMilliseconds = momentOf(asObject(provision['period'])?.['end']) ?? endlessMilliseconds;
  return [{ person: restrictionPerson, untilMilliseconds }];
}

function hasCode(value: Parameters<typeof valuesAt>[0], path: string, code: string): boolean {
  return valuesAt(value, path).some((coding) => asObject(coding)?.['code'] === code);
}

function ofRegistration({ madeHereMilliseconds: made }: CareOrigin): readonly CareFact[] {
  return made === undefined ? [] : forAll(made, careDaysMax);
}

function ofPractitioners(value: FhirObject): readonly CareFact[] {
  return generalPractitionersOf(value).map((person) => ({ person, untilMilliseconds: endlessMilliseconds }));
}

/** Whom a Patient names as their general practitioner: `Practitioner/…`. */
export function generalPractitionersOf(value: FhirObject): readonly string[] {
  return practitionersAt(value, 'generalPractitioner');
}

function practitionersAt(value: FhirObject, path: string): readonly string[] {
  const references = valuesAt(value, path).flatMap((each) => asText(asObject(each)?.['reference']) ?? []);
  return [...new Set(references.filter(isPractitioner))];
}

function isPractitioner(text: string): boolean {
  const target = readReference(text);
  return target?.form === 'relative' && text === `Practitioner/${target.id}`;
}

function forAll(fromMilliseconds: number, days: number): readonly CareFact[] {
  return [{ person: '', untilMilliseconds: fromMilliseconds + days * dayMilliseconds }];
}

/** To the second, as databases read it. */
function momentOf(value: unknown): number | undefined {
  const text = asText(value);
  const start = text === undefined ? undefined : readInterval(text)?.start;
  return start === undefined ? undefined : Math.floor(start / 1000) * 1000;
}

function isOneOf(list: readonly string[], value: unknown): boolean {
  return list.some((each) => each === value);
}

/** Whether a patient has restricted the use of their record (rule R35). */
export function isRestricted(facts: readonly CareFact[], nowMilliseconds: number): boolean {
  return facts.some(
    ({ person, untilMilliseconds }) => person === restrictionPerson && untilMilliseconds > nowMilliseconds,
  );
}

/** Whether somebody has a relationship with a patient, by what is known of them (rule R25), and the patient has not restricted it. */
export function isCaredFor(facts: readonly CareFact[], person: string, nowMilliseconds: number): boolean {
  if (isRestricted(facts, nowMilliseconds)) return false;
  return facts.some(
    ({ person: whose, untilMilliseconds }) => (whose === '' || whose === person) && untilMilliseconds > nowMilliseconds,
  );
}
