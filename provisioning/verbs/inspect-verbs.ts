import { createHash } from 'node:crypto';
import type { Holds } from '../../journal/orders/taken-order-store.js';
import type { Quarantined } from '../../journal/poison/poison-store.js';
import type { LaneProgress } from '../../journal/sync-store.js';
import type { MonthAvailability } from '../../protocol/facts/availability.js';
import type { SelfTest } from '../../protocol/facts/self-test.js';
import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { Problem, type ProblemCode } from '../../protocol/problem.js';
import type { BackupState } from '../backup/site/backup-state.js';
import { VerbArguments } from './arguments.js';
import type { VerbContext } from './verb-context.js';

/** One lane of a site's log, as `carnet status` shows it. */
export interface LaneStatus {
  readonly lane: number;
  /** Changes that the hub has not yet receipted. */
  readonly pending: number;
  readonly oldestPendingMilliseconds?: number;
  readonly durableSeq: number;
  readonly safeSeq: number;
  /** Changes that the hub keeps aside (rule P4). */
  readonly refused: number;
  readonly lastReceiptMilliseconds?: number;
}

export interface SiteStatusLine {
  readonly code: string;
  readonly name: string;
  readonly state: string;
  /** A second copy of it was refused, and none was readmitted since. */
  readonly cloned: boolean;
  /** Changes of the hub that wait for the site. */
  readonly pendingTowards: number;
  readonly lastSeenMilliseconds?: number;
  /** When it was last proved to hold what the hub does, milliseconds since 1970. */
  readonly provedAt: number | null;
}

export interface NodeStatus {
  readonly kind: 'hub' | 'site';
  readonly code: string;
  readonly name: string;
  readonly epoch: number;
  /** A site's log; empty at the hub. */
  readonly lanes: readonly LaneStatus[];
  /** Why the hub does not let this site speak; absent while it does, and where the program does not run. */
  readonly hubRefusal?: ProblemCode;
  /** The hub's sites; empty at a site. */
  readonly sites: readonly SiteStatusLine[];
  /** When this site was last proved to hold what the hub does; `null` at the hub, and before the first time. */
  readonly provedAt: number | null;
  /** What is held at this site by a person's word (rules L47, L48); empty at the hub. */
  readonly holds: Holds;
  /** How the forced link is now (contract: `Link state`); absent where none is, or no program runs. */
  readonly forcedState?: string;
  /** When the last backup was made; `null` when there is none. */
  readonly backupAt: number | null;
  /** The site's last weekly self-test with its evidence (rule O5); `null` before the first, and at the hub. */
  readonly selfTest: SelfTest | null;
  /** Where a site's backups stand, and its latest drills; empty at the hub. */
  readonly backups: BackupState;
  /** How long the site was there for its users, this month and the one before; empty at the hub. */
  readonly availability: readonly MonthAvailability[];
  /** Changes of others that are set aside here, by code (rule P1). */
  readonly setAside: readonly { readonly code: string; readonly count: number }[];
  /** Batches that came with another content under known numbers, by the site whose log it is (rule S6). */
  readonly quarantined: readonly Quarantined[];
}

/** `status` {} */
export async function readStatus(context: VerbContext): Promise<NodeStatus> {
  const { node, journal } = context;
  const { kind, code, name } = node;
  const { epoch } = await journal.sync.identity();
  const setAside = await journal.poison.counts();
  const quarantined = await journal.poison.quarantined();
  const backupAt = (await journal.backups.lastBackup())?.atMilliseconds ?? null;
  const selfTest = (await journal.selfTests.latest(1))[0] ?? null;
  const backups = context.readBackupState?.() ?? { places: [], drills: [] };
  const availability = await journal.availability.months(context.now());
  const aside = { setAside, quarantined };
  const own = { kind, code, name, epoch, ...aside, backupAt, backups, selfTest, availability } as const;
  if (kind === 'hub') return { ...own, lanes: [], sites: await readSites(context), provedAt: null, holds: {} };
  const lanes = await journal.sync.acknowledged({ direction: 'up', site: code, epoch });
  const provedAt = (await journal.digests.proof(code))?.atMilliseconds ?? null;
  const isProvisional = node.kind === 'site' && node.provisional === true;
  const hubRefusal = context.hubRefusal?.() ?? (isProvisional ? 'not-enrolled' : undefined);
  const holds = await journal.takenOrders.holds();
  const forcedState = context.links?.().find(({ name }) => name === holds.force?.link)?.state;
  return {
    ...{ ...own, lanes: lanes.map(laneStatus), sites: [], provedAt, holds },
    ...(hubRefusal === undefined ? {} : { hubRefusal }),
    ...(forcedState === undefined ? {} : { forcedState }),
  };
}

export interface ResourceDigest {
  /** SHA-256 of the canonical body, hex; compares two ends without showing what the record says. */
  readonly sha256: string;
  readonly versionId: string;
  readonly deleted: boolean;
}

/** `digest` {type, id}. @throws Problem `not-found` */
export async function digestResource(context: VerbContext, args: unknown): Promise<ResourceDigest> {
  const given = new VerbArguments(args);
  const type = parseResourceType(given.text('type', 64));
  const id = parseResourceId(given.text('id', 64));
  const version = await context.journal.records.read({ type, id });
  if (version === undefined) throw new Problem('not-found', `${type}/${id}`);
  const { versionId, deleted, body } = version;
  return { sha256: createHash('sha256').update(body).digest('hex'), versionId, deleted };
}

async function readSites(context: VerbContext): Promise<readonly SiteStatusLine[]> {
  const progress = await context.journal.fleet.progress();
  return progress.map(({ site, towards, provedMilliseconds }) => ({
    code: site.code,
    name: site.name,
    state: site.state,
    provedAt: provedMilliseconds ?? null,
    cloned: site.clonedMilliseconds !== undefined,
    pendingTowards: towards.reduce((sum, { pending }) => sum + pending, 0),
    ...(site.lastSeenMilliseconds === undefined ? {} : { lastSeenMilliseconds: site.lastSeenMilliseconds }),
  }));
}

function laneStatus(progress: LaneProgress): LaneStatus {
  const { lane, pending, durable, safeSeq, refused, oldestPendingMilliseconds, lastReceiptMilliseconds } = progress;
  return {
    lane,
    pending,
    durableSeq: durable.seq,
    safeSeq,
    refused,
    ...(oldestPendingMilliseconds === undefined ? {} : { oldestPendingMilliseconds }),
    ...(lastReceiptMilliseconds === undefined ? {} : { lastReceiptMilliseconds }),
  };
}
