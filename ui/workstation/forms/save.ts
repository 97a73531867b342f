import type { Patient } from '@medplum/fhirtypes';
import { createSystemUuidGenerator } from '../../../protocol/ids.js';
import { type TransactionBundle, transactionOf, type WriterContext } from '../../../record/builders/context.js';
import { buildAllergy, buildReferral } from '../../../record/builders/orders.js';
import { buildRegistration } from '../../../record/builders/patient.js';
import { buildVisit } from '../../../record/builders/visit.js';
import type { FormValues } from '../../../record/forms/field.js';
import { ageAt } from '../../../record/identity/age.js';
import { Failure } from '../../kit/http/failure.js';
import { request } from '../../kit/http/request.js';
import { languageStore } from '../../kit/i18n/language.js';
import type { Session } from '../../kit/session/session.js';
import { sendTransaction } from '../fhir/client.js';
import { ownSiteCode, type SiteEntry, sitesStore } from '../shell/site-name.js';
import type { VisitDraft } from './visit-draft.js';

const newId = createSystemUuidGenerator();

/** Who writes, where and when. */
export function writerContext(session: Session): WriterContext {
  const own = sitesStore.get()?.find((site) => site.code === ownSiteCode());
  return {
    ...(session.author.startsWith('Practitioner/') && {
      practitioner: { reference: session.author, display: session.displayName },
    }),
    ...(own && { organization: { reference: `Organization/${own.id}`, display: own.name } }),
    nowMilliseconds: Date.now(),
    newId,
    language: languageStore.get(),
  };
}

/**
 * Makes a Bundle of values and sends it. While the values stay the same the same Bundle is sent again, ids and all, so
 * that a second press after a lost answer makes nothing twice.
 */
export function createSender(): (
  values: unknown,
  build: () => Promise<TransactionBundle>,
) => Promise<TransactionBundle> {
  let last: { readonly key: string; readonly bundle: TransactionBundle } | undefined;
  return async (values, build) => {
    const key = JSON.stringify(values);
    if (last?.key !== key) last = { key, bundle: await build() };
    await sendTransaction(last.bundle);
    return last.bundle;
  };
}

export async function registrationBundle(session: Session, values: FormValues): Promise<TransactionBundle> {
  const { value } = await request('POST', '/api/health-id');
  const healthId = (value as { healthId?: unknown } | undefined)?.healthId;
  if (typeof healthId !== 'string') throw new Failure('other', -1);
  return buildRegistration(values, healthId, writerContext(session));
}

export function visitBundle(
  session: Session,
  patient: Patient,
  draft: VisitDraft,
  startedMilliseconds: number,
): TransactionBundle {
  const context = writerContext(session);
  const ageMonths = ageAt(patient.birthDate, context.nowMilliseconds)?.months;
  return buildVisit(
    {
      patientId: patient.id ?? '',
      ...(ageMonths !== undefined && { ageMonths }),
      startedMilliseconds,
      values: draft.visit,
      diagnoses: draft.diagnoses,
      prescriptions: draft.prescriptions,
    },
    context,
  );
}

export function allergyBundle(session: Session, patientId: string, values: FormValues): TransactionBundle {
  return transactionOf([buildAllergy(values, patientId, writerContext(session))]);
}

export function referralBundle(
  session: Session,
  patientId: string,
  values: FormValues,
  site: SiteEntry,
): TransactionBundle {
  const to = { organizationId: site.id, code: site.code, name: site.name };
  return transactionOf([buildReferral(values, to, { patientId }, writerContext(session))]);
}
