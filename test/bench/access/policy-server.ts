import { randomBytes } from 'node:crypto';
import Sqlite from 'better-sqlite3';
import { createHttpFaces } from '../../../config/running/http-faces.js';
import { createLogger } from '../../../config/running/logger.js';
import { RouteGate } from '../../../fhir-api/access/route-gate.js';
import type { Actor, ActorOf } from '../../../fhir-api/actor.js';
import { fhirApi } from '../../../fhir-api/plugin.js';
import { Sessions } from '../../../fhir-api/session/sessions.js';
import { type Journal, openJournal } from '../../../journal/open.js';
import type { AuditEntry, RecordStore } from '../../../journal/record-store.js';
import { nodeSql } from '../../../journal/sql/node.js';
import { keyPragmas } from '../../../journal/sqlite/key.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { ratePassword } from '../../../provisioning/secrets/judge-password.js';
import { checkPassword, hashPassword } from '../../../provisioning/secrets/password.js';
import { hashSecret, newSecret } from '../../../provisioning/secrets/secret.js';
import { parseScopes } from '../../../record/machine-scopes.js';
import { builtThreads } from '../../support/built-threads.js';
import { addPeople } from '../../support/fhir-people.js';
import { testCertificate } from '../../support/test-certificate.js';

/**
 * Whether it is judged and written down who sees what; or everything is allowed to whoever is known, and nothing noted; or to
 * anybody, and nobody is asked who they are. The last two only here, in no program.
 */
export const policies = ['enforced', 'allow-all', 'anybody'] as const;
export type Policy = (typeof policies)[number];

/** What the process is told to serve. */
export interface PolicyOrder {
  readonly policy: Policy;
  readonly file: string;
  readonly key: string;
}

/** What it says when it listens. */
export interface PolicyReady {
  readonly base: string;
  readonly authorityPem: string;
  readonly token: string;
}

/** What it says when it is asked what it has used, and how much it has written down. */
export interface PolicyUse {
  readonly cpuMicroseconds: number;
  /** Where it was asked for: reading them takes longer than answering a request. */
  readonly auditRows: number | undefined;
}

/** What it is asked while it serves. */
export type PolicyQuestion = 'processor' | 'audit';

const site = parseSiteCode('7KD');
const host = '127.0.0.1';
const hourMilliseconds = 3_600_000;

/** Somebody whom the server knows by a token. */
interface Known {
  readonly token: string;
  readonly actorOf: ActorOf;
}

/** A doctor of a hospital. */
async function doctorOf(journal: Journal): Promise<Known> {
  const { people, machineTokens, secondFactors, securityKeys, pins, signIns, approvals, glass, records } = journal;
  const { accountChanges } = journal;
  const sessions = new Sessions({
    ...{
      people,
      machineTokens,
      secondFactors,
      securityKeys,
      pins,
      signIns,
      approvals,
      glass,
      accountChanges,
      siteId: site,
      name: 'Bench',
    },
    keyNames: { names: [], httpsPort: 443 },
    ...{ checkPassword, hashPassword, randomBytes, newSecret, hashSecret, now: Date.now, isClockSure: () => true },
    audit: (entries: readonly AuditEntry[]) => records.audit(entries),
    ...{ isSecondFactorMandatory: true, idleLockMillisecondsMax: hourMilliseconds },
    keeper: { keepUser() {}, keepRevokedPin() {}, keepRevokedKey() {}, keepRevokedFactor() {} },
    ratePassword: (chosen, owner) => ratePassword(chosen, owner, builtThreads.startPasswordThread),
  });
  const tokens = await addPeople(journal, await hashPassword('correct horse battery staple'), Date.now());
  return { token: tokens.doctor, actorOf: sessions.actorOf };
}

/** Somebody to whom everything is open. */
function everybody(): Actor {
  return {
    ...{ name: 'bench', displayName: 'bench', author: 'Device/bench', patient: undefined },
    ...{ expiresMilliseconds: Date.now() + hourMilliseconds, scopes: parseScopes('system/*.cruds', false) },
  };
}

async function known(journal: Journal, policy: Policy): Promise<Known> {
  const doctor = await doctorOf(journal);
  if (policy === 'enforced') return doctor;
  const anybody = everybody();
  if (policy === 'anybody') return { ...doctor, actorOf: () => anybody };
  return { ...doctor, actorOf: async (request) => (await doctor.actorOf(request)) && anybody };
}

function rowsOf(file: string, key: string): number {
  const database = new Sqlite(file, { readonly: true });
  try {
    for (const pragma of keyPragmas('aegis', key)) database.pragma(pragma);
    return database.prepare(nodeSql.readAudit.text).all(0, 100_000_000).length;
  } finally {
    database.close();
  }
}

async function serve({ policy, file, key }: PolicyOrder): Promise<PolicyReady> {
  const journal = openJournal({ file, key, role: 'site', site, epoch: 1 });
  const logger = createLogger('bench', 'silent');
  const { authority, key: keyPem, cert: certificatePem } = await testCertificate();
  const onError = (error: unknown) => {
    throw error;
  };
  const faces = createHttpFaces({
    ...{ https: { host, port: 0 }, http: undefined, keyPem, certificatePem, logger, onError },
  });
  const isEnforced = policy === 'enforced';
  const { token, actorOf } = await known(journal, policy);
  const nothing = async () => {};
  const store: RecordStore = isEnforced ? journal.records : Object.assign(journal.records, { audit: nothing });
  const gate = new RouteGate(actorOf, isEnforced ? (entries) => store.audit(entries) : nothing);
  gate.guard(faces.app);
  const { subscriptions, people, machineTokens, sync } = journal;
  await faces.app.register(fhirApi, {
    ...{ prefix: '/fhir', store, care: isEnforced ? journal.care : 'everybody', actorOf: gate.actorOf },
    ...{ auditEntries: journal.auditEntries, software: { name: 'bench', version: '0' } },
    subscriptions: {
      ...{ store: subscriptions, people, machineTokens, networks: '127.0.0.0/8' },
      onCommit: (listener: () => void) => sync.onCommit(listener),
    },
  });
  const { httpsPort } = await faces.listen();
  process.on('message', (question) => {
    const { user, system } = process.cpuUsage();
    const auditRows = question === 'audit' ? rowsOf(file, key) : undefined;
    process.send?.({ cpuMicroseconds: user + system, auditRows } satisfies PolicyUse);
  });
  return { base: `https://${host}:${httpsPort}/fhir`, authorityPem: authority, token };
}

process.once('message', (order) => {
  serve(order as PolicyOrder).then(
    (ready) => process.send?.(ready),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit(0));
