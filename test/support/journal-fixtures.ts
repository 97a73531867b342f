import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { JournalOptions } from '../../journal/journal-options.js';
import { type Journal, openJournal } from '../../journal/open.js';
import type { CommitEntry, RecordStore } from '../../journal/record-store.js';
import type { ApplyBatch, ChangeRun, LogKey, SyncStore } from '../../journal/sync-store.js';
import { decodeBatch, encodeBatch, protocolVersion, schemaVersion } from '../../protocol/batch.js';
import { type Change, type Cursor, chainStart, nextChain } from '../../protocol/change.js';
import type { LaneDurability } from '../../protocol/control/durability.js';
import type { Welcome } from '../../protocol/control/welcome.js';
import { hubCode, parseResourceId, parseResourceType, type SiteCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import { fileResource } from '../../record/filing.js';
import type { FhirObject, ParsedResource } from '../../record/resource.js';
import { temporaryFolder } from './temporary-folder.js';

export interface Teardown {
  teardown(undo: () => void): unknown;
}

export const testKey = 'a1'.repeat(32);
export const author = 'Practitioner/p1';

/** A nurse with an account. */
export const awa = {
  name: 'awa',
  displayName: 'Awa B.',
  role: 'nurse',
  passwordHash: 'scrypt$1',
  author: 'Practitioner/awa',
  disabled: false,
} as const;

/** A file of its own in a folder that is removed when the test ends. */
export function journalFile(t: Teardown): string {
  return join(temporaryFolder(t), 'journal.db');
}

export function openHub(t: Teardown, options: Partial<JournalOptions> = {}): Journal {
  return open(t, { file: journalFile(t), key: testKey, role: 'hub', site: hubCode, epoch: 1, ...options });
}

export function openSite(t: Teardown, site: SiteCode, options: Partial<JournalOptions> = {}): Journal {
  return open(t, { file: journalFile(t), key: testKey, role: 'site', site, epoch: 1, ...options });
}

function open(t: Teardown, options: JournalOptions): Journal {
  const journal = openJournal(options);
  t.teardown(() => journal.close());
  return journal;
}

/** The records of a hub whose index is complete whenever somebody searches. */
export function indexedHub(t: Teardown): RecordStore {
  const { records, fanout } = openHub(t);
  return {
    read: (key) => records.read(key),
    readVersion: (key, versionId) => records.readVersion(key, versionId),
    history: (query) => records.history(query),
    search: async (query) => {
      while ((await fanout.index(100)).waitingChanges > 0);
      return records.search(query);
    },
    catchUp: () => records.catchUp(),
    everything: async (query) => {
      while ((await fanout.index(100)).waitingChanges > 0);
      return records.everything(query);
    },
    lastByCode: async (query, countMax) => {
      while ((await fanout.index(100)).waitingChanges > 0);
      return records.lastByCode(query, countMax);
    },
    labels: async (types) => {
      while ((await fanout.index(100)).waitingChanges > 0);
      return records.labels(types);
    },
    commitBundle: (command) => records.commitBundle(command),
    rehearse: (command, queries) => records.rehearse(command, queries),
    areConfidential: (keys) => records.areConfidential(keys),
    confidentialCounts: (id) => records.confidentialCounts(id),
    delivery: (key) => records.delivery(key),
    audit: (entries) => records.audit(entries),
  };
}

/** Registers a site at the hub; returns its code. */
export async function addSite(hub: Journal, name: string = randomBytes(6).toString('hex')): Promise<SiteCode> {
  const site = await hub.fleet.addSite({ name, region: 'Littoral', links: [], createdMilliseconds: 1 });
  return site.code;
}

/** A resource with the filing that its content has; not validated, the store does not look into it. */
export function resourceOf(value: { resourceType: string; id: string; [element: string]: unknown }): ParsedResource {
  const sorted = Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
  return {
    type: parseResourceType(value.resourceType),
    id: parseResourceId(value.id),
    body: JSON.stringify(sorted),
    value: value as FhirObject,
    filing: fileResource(value as FhirObject),
  };
}

export function patient(id: string, more: { readonly [element: string]: unknown } = {}): ParsedResource {
  return resourceOf({ resourceType: 'Patient', id, ...more });
}

export function observation(id: string, patientId: string, more: { readonly [element: string]: unknown } = {}) {
  const subject = { reference: `Patient/${patientId}` };
  return resourceOf({ resourceType: 'Observation', id, status: 'final', subject, ...more });
}

/** A referral of a patient to a site. */
export function referral(id: string, patientId: string, site: SiteCode): ParsedResource {
  return resourceOf({
    resourceType: 'ServiceRequest',
    id,
    status: 'active',
    intent: 'order',
    subject: { reference: `Patient/${patientId}` },
    performer: [{ reference: 'Organization/o', identifier: { system: 'urn:carnet:site', value: site } }],
  });
}

export async function write(journal: Journal, ...resources: readonly ParsedResource[]) {
  const entries = resources.map((resource): CommitEntry => ({ verb: 'update', resource }));
  return journal.records.commitBundle({ author, entries });
}

/** A run of a log as it comes out of the other end's decoder: encoded, decoded and proven. */
export function batchOf(log: LogKey, lane: Lane, run: ChangeRun, receivedMilliseconds = Date.now()): ApplyBatch {
  const header = {
    protocol: protocolVersion,
    origin: log.direction === 'up' ? log.site : hubCode,
    epoch: log.epoch,
    lane,
    from: run.from,
    to: run.to,
    chainBefore: run.chainBefore,
    chainAfter: run.chainAfter,
    dictionary: 0,
    schema: schemaVersion,
  };
  return { log, batch: decodeBatch(encodeBatch(header, run.changes, new Map()), new Map()), receivedMilliseconds };
}

/** All that a log holds after the cursors of its receiver, in batches of about `changesMax`. */
export async function batchesBetween(
  from: SyncStore,
  to: SyncStore,
  log: LogKey,
  changesMax = 256,
  receivedMilliseconds = Date.now(),
): Promise<ApplyBatch[]> {
  const batches: ApplyBatch[] = [];
  for (const { lane, durable } of await to.received(log)) {
    let after: Cursor = durable;
    for (;;) {
      const run = await from.since({ log, lane, after, changesMax, bytesMax: 1_000_000 });
      if (run === undefined) break;
      if (run === 'fork') throw new Error('fork');
      batches.push(batchOf(log, lane, run, receivedMilliseconds));
      after = { seq: run.to, chain: run.chainAfter };
    }
  }
  return batches;
}

/** Brings one log up to date at its receiver, and the receipts back. */
export async function carry(
  from: Journal,
  to: Journal,
  log: LogKey,
  changesMax = 256,
  receivedMilliseconds = Date.now(),
): Promise<void> {
  const batches = await batchesBetween(from.sync, to.sync, log, changesMax, receivedMilliseconds);
  const { hubEpoch, site: node } = await to.sync.identity();
  for (const { durability, problem, rejects } of await to.sync.applyBatches(batches)) {
    if (problem !== undefined) throw problem;
    await from.sync.acknowledge(log, { kind: 'receipt', node, hubEpoch, epoch: log.epoch, ...durability, rejects });
  }
}

export function upOf(site: SiteCode, epoch = 1): LogKey {
  return { direction: 'up', site, epoch };
}

export function downTo(site: SiteCode, epoch = 1): LogKey {
  return { direction: 'dn', site, epoch };
}

/** Runs the hub's merges, fan-out and index until nothing waits. */
export async function settle(hub: Journal, changesMax = 100): Promise<void> {
  while ((await hub.merges.mergeHeads(changesMax)).more);
  await settleFeeds(hub, changesMax);
}

/** The same without the merges, so that what stands side by side still does. */
export async function settleFeeds(hub: Journal, changesMax = 100): Promise<void> {
  while ((await hub.fanout.fanOut(0, changesMax)).more);
  while ((await hub.fanout.index(changesMax)).waitingChanges > 0);
}

/** A run of changes that no store wrote, from the start of a log. */
export function runOf(site: SiteCode, changes: readonly Change[], lane: Lane) {
  const chainBefore = chainStart({ ...upOf(site), lane });
  const chainAfter = changes.reduce<Uint8Array>(nextChain, chainBefore);
  return { from: 1, to: changes.length, chainBefore, chainAfter, changes };
}

/** A welcome of a hub that is durable that far in a site's log. */
export function welcomeOf(epoch: number, ups: readonly LaneDurability[], renewEpoch = false): Welcome {
  const version = { protocol: protocolVersion, schema: schemaVersion, hubMilliseconds: 0, dictionaries: [] };
  const sessionKey = new Uint8Array(32);
  return { kind: 'welcome', ...version, hubEpoch: 1, epoch, ups, renewEpoch, marks: [], sessionKey, probePort: 0 };
}
