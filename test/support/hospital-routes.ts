import type { FastifyInstance } from 'fastify';
import type { Care } from '../../fhir-api/access/care-desk.js';
import type { RouteGate } from '../../fhir-api/access/route-gate.js';
import { careApi } from '../../fhir-api/care/plugin.js';
import { conflictApi } from '../../fhir-api/conflicts/plugin.js';
import { consoleApi } from '../../fhir-api/console/plugin.js';
import { deliveryApi } from '../../fhir-api/delivery.js';
import { addPeopleApis } from '../../fhir-api/people-apis.js';
import { privacyApi } from '../../fhir-api/privacy/plugin.js';
import type { Sessions } from '../../fhir-api/session/sessions.js';
import type { SessionsOptions } from '../../fhir-api/session/sessions-options.js';
import type { Journal } from '../../journal/open.js';
import type { CopiedContents } from '../../journal/subject-copy/journal-copy-source.js';

interface Hospital {
  readonly journal: Journal;
  readonly sessions: Sessions;
  readonly actorOf: RouteGate['actorOf'];
  readonly store: Journal['records'];
  readonly care: Care;
  readonly audit: SessionsOptions['audit'];
  readonly now: () => number;
  readonly keeper: SessionsOptions['keeper'];
  readonly contents: CopiedContents;
}

/** As a hospital has them that set nothing. */
const settings = {
  ...{ privacyResponsible: '', privacyAddress: '', privacyContact: '', privacyAuthority: '', privacyRecordYears: 0 },
  ...{ backupsKeptMax: 3, backupToHub: true, idleLockSeconds: 300 },
};

/** What a site serves beside FHIR. */
export async function addHospital(app: FastifyInstance, hospital: Hospital): Promise<void> {
  const { journal, sessions, actorOf, store, care, audit, now, keeper, contents } = hospital;
  await app.register(deliveryApi, { store, care, actorOf, now });
  await app.register(conflictApi, { store, care, actorOf, now });
  await addPeopleApis(app, { ...journal, sessions, records: store, audit });
  await app.register(careApi, { ...journal, sessions, records: store, audit, now });
  const node = { code: journal.auditEntries.node, name: 'Hôpital de Garoua' };
  const asked = { node, hub: 'Hub', settings, isSecondFactorMandatory: true };
  await app.register(privacyApi, { ...journal, ...asked, sessions, records: store, contents, audit, now });
  await app.register(consoleApi, { ...journal, sessions, keeper, records: store, audit, now });
}
