import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import Fastify, { type FastifyInstance, type InjectOptions, type LightMyRequestResponse } from 'fastify';
import { RouteGate } from '../../fhir-api/access/route-gate.js';
import { fhirApi } from '../../fhir-api/plugin.js';
import { replyProblem } from '../../fhir-api/reply-problem.js';
import { safeSerializers } from '../../fhir-api/request-log.js';
import type { AccountKeeper } from '../../fhir-api/session/account/account-keeper.js';
import { Sessions } from '../../fhir-api/session/sessions.js';
import type { SessionsOptions } from '../../fhir-api/session/sessions-options.js';
import type { SubscriptionsOptions } from '../../fhir-api/subscriptions/serve-subscriptions.js';
import type { AttachmentStore } from '../../journal/attachment-store.js';
import { AttachmentAwareRecords } from '../../journal/attachments/attachment-aware-records.js';
import { openAttachments } from '../../journal/attachments/open-attachments.js';
import { type Journal, openJournal } from '../../journal/open.js';
import type { AuditEntry } from '../../journal/record-store.js';
import { nodeSql } from '../../journal/sql/node.js';
import { keyPragmas } from '../../journal/sqlite/key.js';
import { hubCode, parseResourceId, parseSiteCode, type SiteCode } from '../../protocol/ids.js';
import { ratePassword } from '../../provisioning/secrets/judge-password.js';
import { checkPassword, hashPassword } from '../../provisioning/secrets/password.js';
import { hashSecret, newSecret } from '../../provisioning/secrets/secret.js';
import { emptyBook, type ProfileBook } from '../../record/profiles/profile-book.js';
import type { Role } from '../../record/role.js';
import { builtThreads } from './built-threads.js';
import { addPeople } from './fhir-people.js';
import { addHospital } from './hospital-routes.js';
import { temporaryFolder } from './temporary-folder.js';

export interface FhirServer {
  readonly app: FastifyInstance;
  readonly journal: Journal;
  readonly attachments: AttachmentStore;
  /** Contents that somebody waits for. */
  readonly asked: string[];
  readonly sessions: Sessions;
  /** A bearer token of each role. */
  readonly tokens: Readonly<Record<Role, string>>;
  /** Audit rows that went to the journal, beside those of writes. */
  readonly audited: AuditEntry[];
  /** Rows of the journal's own audit, those of writes too. */
  readonly trail: () => readonly AuditEntry[];
  /** What was kept outside of the database of people who changed what lets them in. */
  readonly kept: {
    readonly users: unknown[];
    readonly factors: Buffer[];
    readonly keys: string[];
    readonly pins: string[];
  };
  /** Lines that the server logged. */
  readonly log: string[];
  /** What the server's clock shows; tests move it. */
  readonly clock: { milliseconds: number; isSure: boolean };
  /** What it checks resources by beside FHIR R4 itself; tests put others there. */
  readonly shelf: { book: ProfileBook };
}

/** The largest attachment of the test's site. */
export const attachmentBytesMax = 1024 * 1024;

export const password = 'mil-café-42';

/** The name by which browsers open the server for security keys; whoever asks by it is taken to ask over HTTPS. */
export const keyHost = 'carnet-7kd.local';

/** Of the server's sessions. */
export const idleLockMillisecondsMax = 5 * 60_000;

/**
 * The API of a site, or of a hub, on a real encrypted journal in a temporary folder, with a person for each role.
 * @param prepare what an earlier program does to the journal's file, under its key
 * @param options whether who asks must care for a patient (rule R25); unless told, everybody does for all, as if all had been
 *   checked in, and the rule is shown by tests of its own
 */
export async function startFhirServer(
  t: { teardown(stop: () => unknown): unknown },
  role: 'site' | 'hub' = 'site',
  prepare: (file: string, key: string) => Promise<void> = async () => {},
  { isSecondFactorMandatory = false, isCareAsked = false } = {},
): Promise<FhirServer> {
  const clock = { milliseconds: Date.parse('2026-11-21T09:00:00Z'), isSure: true };
  const now = () => clock.milliseconds;
  const isClockSure = () => clock.isSure;
  const file = join(temporaryFolder(t), 'journal.db');
  const site = role === 'hub' ? hubCode : parseSiteCode('7KD');
  const key = randomBytes(32).toString('hex');
  await prepare(file, key);
  const journal = openJournal({ file, key, role, site, epoch: 1, now });
  const filed = role === 'hub' ? fileBehindCommits(journal) : async () => {};
  const care = isCareAsked ? journal.care : 'everybody';
  const log: string[] = [];
  const app = loggedApp(log);
  const audited: AuditEntry[] = [];
  const write = journal.records.audit.bind(journal.records);
  const audit = async (entries: readonly AuditEntry[]) => {
    await write(entries);
    audited.push(...entries);
  };
  Object.assign(journal.records, { audit });
  const kept: FhirServer['kept'] = { users: [], factors: [], keys: [], pins: [] };
  const keeping = keepingIn(kept);
  const sessions = openSessions(journal, site, { isSecondFactorMandatory, audit, now, isClockSure, ...keeping });
  const gate = new RouteGate(sessions.actorOf, audit);
  gate.guard(app);
  const { actorOf } = gate;
  const attachments = openAttachments({
    ...{ file: join(dirname(file), 'attachments.db'), key: randomBytes(32).toString('hex'), now },
    ...{ contentBytesMax: attachmentBytesMax, storeBytesMax: 3 * attachmentBytesMax },
  });
  const asked: string[] = [];
  const contents = { store: attachments, ask: async (hash: string) => void asked.push(hash) };
  const shelf = { book: emptyBook };
  const store = role === 'hub' ? journal.records : new AttachmentAwareRecords(journal.records, attachments);
  await app.register(fhirApi, {
    ...{ prefix: '/fhir', store, care, actorOf, software: { name: 'Carnet', version: '0.1.0' }, now },
    ...{ exportJobs: journal.exportJobs, auditEntries: journal.auditEntries },
    subscriptions: subscriptionsOf(journal),
    profiles: () => shelf.book,
    attachments: contents,
  });
  await addHospital(app, { journal, sessions, actorOf, store, care, audit, now, contents, keeper: keeping.keeper });
  t.teardown(async () => {
    await app.close();
    await filed();
    attachments.close();
    journal.close();
  });
  return {
    app,
    journal,
    attachments,
    asked,
    sessions,
    tokens: await addPeople(journal, await hashPassword(password), now()),
    audited,
    ...{ kept, trail: () => readTrail(file, key) },
    log,
    clock,
    shelf,
  };
}

function keepingIn({
  users,
  factors,
  keys,
  pins,
}: FhirServer['kept']): Pick<SessionsOptions, 'keeper' | 'ratePassword'> {
  const keeper: AccountKeeper = {
    keepUser: ({ name, disabled }) => void users.push({ name, disabled }),
    keepRevokedPin: ({ hash }) => void pins.push(hash),
    keepRevokedKey: ({ id }) => void keys.push(id),
    keepRevokedFactor: ({ secret }) => void factors.push(secret),
  };
  const rate: SessionsOptions['ratePassword'] = (chosen, owner) =>
    ratePassword(chosen, owner, builtThreads.startPasswordThread);
  return { keeper, ratePassword: rate };
}

function loggedApp(log: string[]): FastifyInstance {
  const stream = { write: (line: string) => log.push(line) };
  const app = Fastify({
    logger: { level: 'info', stream, serializers: safeSerializers },
    frameworkErrors: (error, request, reply) => void replyProblem(error, request, reply),
  });
  app.addHook('onRequest', async ({ host, raw }) => {
    if (host === keyHost) Object.defineProperty(raw.socket, 'encrypted', { value: true, configurable: true });
  });
  return app;
}

function openSessions(
  { people, machineTokens, secondFactors, securityKeys, pins, signIns, approvals, glass, accountChanges }: Journal,
  siteId: SiteCode,
  more: Pick<SessionsOptions, 'isSecondFactorMandatory' | 'audit' | 'now' | 'isClockSure' | 'keeper' | 'ratePassword'>,
): Sessions {
  return new Sessions({
    ...{ people, machineTokens, secondFactors, securityKeys, pins, signIns, approvals, glass, accountChanges },
    ...{ siteId, name: 'Test' },
    ...{ idleLockMillisecondsMax, keyNames: { names: [keyHost], httpsPort: 8450 } },
    ...{ checkPassword, hashPassword, randomBytes, newSecret, hashSecret, ...more },
  });
}

function readTrail(file: string, key: string): readonly AuditEntry[] {
  const database = new Sqlite(file, { readonly: true });
  try {
    for (const pragma of keyPragmas('aegis', key)) database.pragma(pragma);
    return database.prepare(nodeSql.readAudit.text).all(0, 1_000_000) as AuditEntry[];
  } finally {
    database.close();
  }
}

/** As the hub does (rule F3). Returns what waits until all is filed, and ends it. */
function fileBehindCommits({ sync, fanout }: Journal): () => Promise<void> {
  let filing = Promise.resolve();
  const fileAll = async () => {
    while ((await fanout.fanOut(0, 1_000)).more);
  };
  const forget = sync.onCommit(({ source }) => {
    if (source !== 'fan-out' && source !== 'receipt') filing = filing.then(fileAll);
  });
  return () => {
    forget();
    return filing;
  };
}

/** Receivers of tests are on this computer. */
function subscriptionsOf({ subscriptions: store, people, machineTokens, sync }: Journal): SubscriptionsOptions {
  const onCommit = (listener: () => void) => sync.onCommit(listener);
  return { store, people, machineTokens, onCommit, networks: '127.0.0.0/8', random: () => 0 };
}

/** Who sends a request: somebody of a role, or a machine by its token. */
export type Sender = Role | { readonly secret: string };

/** A token of a machine, on the server's journal. */
export async function machineToken(
  { journal, clock }: Pick<FhirServer, 'journal'> & { readonly clock: { readonly milliseconds: number } },
  name: string,
  scopes: string,
  patient?: string,
): Promise<{ readonly secret: string }> {
  const secret = newSecret();
  await journal.machineTokens.add({
    ...{ name, scopes, author: `Device/7KD.${name}`, hash: hashSecret(secret) },
    patient: patient === undefined ? undefined : parseResourceId(patient),
    createdMilliseconds: clock.milliseconds,
    expiresMilliseconds: clock.milliseconds + 24 * 3_600_000,
  });
  return { secret };
}

/** Sends a request as a role or a machine; `body` is sent as FHIR JSON, a string as it is. */
export function send(
  { app, tokens }: FhirServer,
  sender: Sender,
  method: string,
  url: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<LightMyRequestResponse> {
  const content = body === undefined ? {} : { 'content-type': 'application/fhir+json' };
  const options: InjectOptions = {
    method: method as 'GET',
    url: url.startsWith('/') ? url : `/fhir/${url}`,
    headers: {
      authorization: `Bearer ${typeof sender === 'string' ? tokens[sender] : sender.secret}`,
      ...content,
      ...headers,
    },
  };
  if (body !== undefined) options.payload = typeof body === 'string' ? body : JSON.stringify(body);
  return app.inject(options);
}

/** The code of Carnet's list and the place, of the first issue of a refusal. */
export function refusalOf(response: LightMyRequestResponse): {
  status: number;
  code: string | undefined;
  path: string | undefined;
} {
  const outcome = response.json() as {
    resourceType?: string;
    issue?: { details?: { coding?: { code?: string }[] }; expression?: string[] }[];
  };
  const [issue] = outcome.resourceType === 'OperationOutcome' ? (outcome.issue ?? []) : [];
  return {
    status: response.statusCode,
    code: issue?.details?.coding?.[0]?.code,
    path: issue?.expression?.[0],
  };
}

export const patient = {
  resourceType: 'Patient',
  identifier: [{ system: 'urn:carnet:cm:cni', value: '100200300' }],
  name: [{ family: 'Ngo’o Éyébé', given: ['Aïssatou'] }],
  gender: 'female',
  birthDate: '1991-03-08',
};

/** A glucose value whose decimal must stay as it is written; made as text, because JSON.stringify would not keep it. */
export function glucoseText(patientId: string, value = '5.40'): string {
  return `{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"15074-8"}],"text":"Glycémie"},"subject":{"reference":"Patient/${patientId}"},"effectiveDateTime":"2026-11-20T08:30:00+01:00","valueQuantity":{"value":${value},"unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"}}`;
}

/** Creates a patient and returns its id. */
export async function addPatient(server: FhirServer, changes: object = {}): Promise<string> {
  const response = await send(server, 'doctor', 'POST', 'Patient', { ...patient, ...changes });
  return (response.json() as { id: string }).id;
}
