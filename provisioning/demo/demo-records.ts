import { createHash } from 'node:crypto';
import type { FhirObject } from '../../record/resource.js';
import { generatePopulation, type PatientHistory } from './population/population.js';
import type { Staff } from './population/stories/story.js';
import { localDateTime } from './population/time.js';

/** A hospital as the records of the demo name it. */
export interface RecordSite {
  readonly code: string;
  readonly name: string;
  readonly region: string;
  /** `Organization/…`. */
  readonly organization: string;
  readonly staff: Staff;
}

/** Chosen so that the first patient has a rich chart: an allergy, a long illness, a pregnancy. */
const populationSeed = 'demo-1454';
/** Made-up patients get identifiers `…-70001-…` on, which the hospital's own counter does not reach. */
const healthIdCounter = 7 * 32 ** 4;
const patientsAtFirst = 60;
const patientsElsewhere = 15;
/** Patients of the first hospital who are referred to the second, the demo patient first. */
const referredPatients = 4;

/** The synthetic patients of a hospital of the demo, counted from 1; the first one's first is the demo patient. */
export function patientsOf(site: RecordSite, number: number, presentMilliseconds: number): readonly PatientHistory[] {
  const histories = generatePopulation({
    seed: number === 1 ? populationSeed : `${populationSeed}-${number}`,
    patients: number === 1 ? patientsAtFirst : patientsElsewhere,
    site,
    startMilliseconds: presentMilliseconds,
    healthIdCounter,
  });
  return [...histories];
}

/** The referrals from one hospital to another; reference and identifier both name the other (rule F2). */
export function referralsOf(
  histories: readonly PatientHistory[],
  from: RecordSite,
  to: RecordSite,
  presentMilliseconds: number,
): readonly FhirObject[] {
  return histories.slice(0, referredPatients).map(({ patient }) => ({
    resourceType: 'ServiceRequest',
    id: derivedId(patient.id ?? '', 'referral'),
    status: 'active',
    intent: 'order',
    priority: 'routine',
    code: { text: 'Référence pour avis spécialisé' },
    subject: { reference: `Patient/${patient.id}` },
    authoredOn: localDateTime(presentMilliseconds - 3_600_000),
    requester: { reference: from.staff.doctor.reference },
    performer: [
      {
        reference: to.organization,
        identifier: { system: 'urn:carnet:site', value: to.code },
        display: to.name,
      },
    ],
    reasonCode: [{ text: 'Suite de prise en charge' }],
  }));
}

/** A UUIDv7 that keeps the time of another one: the same for the same parts, so that loading again changes nothing. */
function derivedId(uuid: string, label: string): string {
  const hash = createHash('sha256').update(`${uuid} ${label}`).digest('hex');
  return `${uuid.slice(0, 14)}7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
}
