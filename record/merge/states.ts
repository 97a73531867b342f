import type { StateMachine } from './state-machine.js';

const inError = 'entered-in-error';

/** Steps that follow each other; the ends can be reached from the first of them, a withdrawal from all. */
function line(
  steps: readonly string[],
  ends: readonly string[],
  cautious: readonly string[],
  endingSteps = steps.length,
): StateMachine {
  const next: Record<string, readonly string[]> = {};
  steps.forEach((step, index) => {
    next[step] = [...steps.slice(index + 1, index + 2), ...(index < endingSteps ? ends : []), inError];
  });
  for (const end of ends) next[end] = [inError];
  return { next, cautious: [...cautious, ...steps.toReversed()], withdrawn: [inError] };
}

const results = line(
  ['registered', 'partial', 'preliminary', 'final', 'amended', 'appended', 'corrected'],
  ['cancelled'],
  // A result that somebody cancelled and somebody else completed stays in sight.
  ['corrected', 'appended', 'amended', 'final', 'preliminary', 'cancelled'],
  3,
);

/** What happened to a person: `happened` before `not-done`, so that nothing is given or done twice by mistake. */
const acts = line(
  ['unknown', 'preparation', 'in-progress', 'on-hold'],
  ['completed', 'stopped', 'not-done', 'cancelled', 'declined', 'aborted'],
  ['completed', 'stopped', 'not-done', 'cancelled', 'declined', 'aborted'],
);

const documents = line(
  ['preliminary', 'current', 'final', 'amended', 'superseded'],
  [],
  ['superseded', 'amended', 'final'],
);

/** Order machines: `on-hold` before `active`, and of two ends the one after which nothing more is done. */
const medicationRequests: StateMachine = {
  next: {
    draft: ['active', 'on-hold', 'cancelled', inError],
    unknown: ['active', 'on-hold', 'cancelled', 'completed', 'stopped', inError],
    active: ['on-hold', 'completed', 'stopped', 'cancelled', inError],
    'on-hold': ['active', 'completed', 'stopped', 'cancelled', inError],
    completed: [inError],
    stopped: [inError],
    cancelled: [inError],
  },
  cautious: ['stopped', 'cancelled', 'completed', 'on-hold', 'active'],
  withdrawn: [inError],
};

const serviceRequests: StateMachine = {
  next: {
    draft: ['active', 'on-hold', 'revoked', inError],
    unknown: ['active', 'on-hold', 'revoked', 'completed', inError],
    active: ['on-hold', 'completed', 'revoked', inError],
    'on-hold': ['active', 'completed', 'revoked', inError],
    completed: [inError],
    revoked: [inError],
  },
  // What was done stays in sight; a referral that waits is not lost to a pause.
  cautious: ['completed', 'revoked', 'active', 'on-hold'],
  withdrawn: [inError],
};

const tasks: StateMachine = {
  next: {
    draft: ['requested', 'cancelled', inError],
    requested: ['received', 'accepted', 'rejected', 'cancelled', 'in-progress', inError],
    received: ['accepted', 'rejected', 'cancelled', 'in-progress', inError],
    accepted: ['ready', 'in-progress', 'cancelled', inError],
    ready: ['in-progress', 'cancelled', inError],
    'in-progress': ['on-hold', 'completed', 'failed', 'cancelled', inError],
    'on-hold': ['in-progress', 'cancelled', inError],
    completed: [inError],
    failed: [inError],
    rejected: [inError],
    cancelled: [inError],
  },
  // Work that one says is done and another that it is not is not done.
  cautious: ['failed', 'rejected', 'cancelled', 'completed', 'on-hold', 'in-progress'],
  withdrawn: [inError],
};

const appointments: StateMachine = {
  next: {
    proposed: ['pending', 'booked', 'waitlist', 'cancelled', inError],
    pending: ['booked', 'waitlist', 'cancelled', inError],
    waitlist: ['booked', 'cancelled', inError],
    booked: ['arrived', 'checked-in', 'fulfilled', 'cancelled', 'noshow', inError],
    arrived: ['checked-in', 'fulfilled', inError],
    'checked-in': ['fulfilled', inError],
    fulfilled: [inError],
    cancelled: [inError],
    noshow: [inError],
  },
  // The patient who stands at the desk is expected, whatever was cancelled elsewhere.
  cautious: ['fulfilled', 'checked-in', 'arrived', 'booked', 'noshow', 'cancelled'],
  withdrawn: [inError],
};

const encounters = line(
  ['unknown', 'planned', 'arrived', 'triaged', 'in-progress', 'onleave'],
  ['finished', 'cancelled'],
  ['finished', 'cancelled'],
);

/** The states of each type whose `status` is joined (rule M9). */
export const machines: Readonly<Record<string, StateMachine>> = {
  Observation: results,
  DiagnosticReport: results,
  Encounter: encounters,
  Procedure: acts,
  Immunization: acts,
  MedicationDispense: acts,
  MedicationAdministration: acts,
  Communication: acts,
  DocumentReference: documents,
  Composition: documents,
  MedicationRequest: medicationRequests,
  ServiceRequest: serviceRequests,
  Task: tasks,
  Appointment: appointments,
};
