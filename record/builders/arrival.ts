import { localDateTime } from '../date-time.js';
import { patientReference, type TransactionBundle, transactionOf, type WriterContext } from './context.js';

/** That a patient has come, as an Encounter: what makes the care relationship (rule R26). */
export function buildArrival(patientId: string, context: WriterContext): TransactionBundle {
  return transactionOf([
    {
      resourceType: 'Encounter',
      id: context.newId(),
      status: 'arrived',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      subject: patientReference(patientId),
      ...(context.practitioner && { participant: [{ individual: context.practitioner }] }),
      period: { start: localDateTime(context.nowMilliseconds) },
      ...(context.organization && { serviceProvider: context.organization }),
    },
  ]);
}
