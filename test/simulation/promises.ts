import type { StoredVersion } from '../../journal/record-store.js';
import { bodyDigest } from '../../protocol/change.js';
import { limits } from '../../protocol/limits.js';
import type { Beside, ReadBeside } from './beside.js';
import type { Box } from './box.js';
import { isPoison } from './workload.js';

/** A write that somebody was told is saved. */
export interface AcknowledgedWrite {
  readonly box: Box;
  readonly version: StoredVersion;
}

interface VersionRow {
  readonly changeId: string;
  readonly resource: string;
  readonly patient: string | null;
  readonly predecessors: Buffer;
  readonly body: Buffer | null;
  readonly bodyDigest: Buffer | null;
  readonly current: number;
  readonly concurrent: number;
  readonly shown: Buffer | null;
}

/** A node as its database file shows it: read beside the program, with statements of its own. */
interface Replica {
  readonly box: Box;
  readonly versions: ReadonlyMap<string, VersionRow>;
  readonly byResource: ReadonlyMap<string, readonly VersionRow[]>;
  readonly doubled: readonly string[];
  readonly gaps: readonly string[];
  readonly clockMilliseconds: number;
}

const versionsText = `SELECT lower(hex(v.change_id)) AS changeId, t.name || '/' || r.fhir_id AS resource,
  CASE r.compartment WHEN 0 THEN '' ELSE p.fhir_id END AS patient, v.predecessors, v.body,
  v.body_digest AS bodyDigest,
  r.version = v.id AS current, r.concurrent, r.shown
  FROM version v JOIN resource r ON r.id = v.resource JOIN type t ON t.id = r.type
  LEFT JOIN patient p ON p.id = r.compartment ORDER BY v.id`;
const gapsText = `SELECT s.direction || ' ' || s.site || ' ' || s.lane AS log FROM stream s
  LEFT JOIN entry e ON e.stream = s.id WHERE s.epoch > 0 GROUP BY s.id
  HAVING count(e.seq) <> s.seq OR coalesce(max(e.seq), 0) <> s.seq`;

const erasedBodiesText = `SELECT t.name || '/' || r.fhir_id FROM erased_resource e
  JOIN resource r ON r.type = e.type AND r.fhir_id = e.fhir_id JOIN type t ON t.id = r.type
  JOIN version v ON v.resource = r.id WHERE v.body IS NOT NULL OR r.shown IS NOT NULL
  UNION SELECT t.name || '/' || r.fhir_id FROM erased_patient e JOIN resource r ON r.compartment = e.patient
  JOIN type t ON t.id = r.type JOIN version v ON v.id = r.version WHERE v.body IS NOT NULL`;

function readReplica(box: Box, database: Beside): Replica {
  const rows = database.prepare<[], VersionRow>(versionsText).all();
  const versions = new Map<string, VersionRow>();
  const byResource = new Map<string, VersionRow[]>();
  const doubled: string[] = [];
  for (const row of rows) {
    if (versions.has(row.changeId)) doubled.push(row.changeId);
    versions.set(row.changeId, row);
    const family = byResource.get(row.resource) ?? [];
    family.push(row);
    byResource.set(row.resource, family);
  }
  const gaps = database.prepare<[], string>(gapsText).pluck().all();
  const clockMilliseconds = Number(database.prepare('SELECT clock_milliseconds FROM node').pluck().get());
  return { box, versions, byResource, doubled, gaps, clockMilliseconds };
}

/** The change ids of all versions that a box holds, hexadecimal. */
export function heldIn(database: Beside): readonly string[] {
  return database.prepare<[], string>('SELECT lower(hex(change_id)) FROM version').pluck().all();
}

/** What was erased by order of law has no body anywhere (rules W10, W12), on a box that the hub lets speak. */
function brokenErasures(name: string, database: Beside): string[] {
  return database
    .prepare<[], string>(erasedBodiesText)
    .pluck()
    .all()
    .map((resource) => `${name}: ${resource} was erased and has a body`);
}

/** The promises of a run, looked at when everything has come to rest. What was broken, in words. */
export function brokenPromises({ read, hub, sites, refused, putBack, writes }: Ended): string[] {
  const broken: string[] = [];
  const replicaOf = (box: Box) => read(box, (database) => readReplica(box, database));
  const centre = replicaOf(hub);
  const replicas = new Map(sites.map((box) => [box, replicaOf(box)]));
  const interest = read(hub, readInterest);
  for (const box of [hub, ...sites]) {
    if (!refused.has(box)) broken.push(...read(box, (database) => brokenErasures(box.name, database)));
  }
  for (const replica of [centre, ...replicas.values()]) broken.push(...brokenAt(replica, hub));
  for (const write of writes) {
    // What a second copy wrote stays with it until a person decides; it must not be lost there.
    const place = refused.has(write.box) ? replicas.get(write.box) : centre;
    if (place === undefined) continue;
    const lost = brokenWrite(write, place);
    // What was written at a box that was put back since may be with a copy only that the hub does not let speak: with
    // that of the box itself, or, where the hub was put back, too, with that of another one that had been fed it.
    const others = [centre, ...[...refused].flatMap((box) => replicas.get(box) ?? [])];
    const isWithOther = putBack.has(write.box) && others.some((other) => brokenWrite(write, other).length === 0);
    if (!isWithOther) broken.push(...lost);
  }
  for (const [box, replica] of replicas) {
    if (!refused.has(box)) broken.push(...differences(centre, replica, interest.get(box.code) ?? none));
  }
  return broken;
}

/** What is left when a run has come to rest. */
export interface Ended {
  readonly read: ReadBeside;
  readonly hub: Box;
  readonly sites: readonly Box[];
  /** Second copies that the hub does not let speak. */
  readonly refused: ReadonlySet<Box>;
  /** Boxes whose disk was put back to an earlier state. */
  readonly putBack: ReadonlySet<Box>;
  readonly writes: readonly AcknowledgedWrite[];
}

const none: ReadonlySet<string> = new Set();

/** Patients in whom each site is interested; '' stands for reference data. */
function readInterest(database: Beside): ReadonlyMap<string, ReadonlySet<string>> {
  const rows = database
    .prepare<[], { site: string; patient: string }>(
      'SELECT s.site, p.fhir_id AS patient FROM subscription s JOIN patient p ON p.id = s.patient',
    )
    .all();
  const interest = new Map<string, Set<string>>();
  for (const site of database.prepare<[], string>('SELECT code FROM site').pluck().all()) {
    interest.set(site, new Set(['']));
  }
  for (const { site, patient } of rows) interest.get(site)?.add(patient);
  return interest;
}

/**
 * What must hold of one database by itself. A clock follows its own wall and the hub's (rule T6), and nobody else's. While
 * its wall is corrected by the hub's, it jumps with its wall until the hub tells its time again.
 */
function brokenAt({ box, doubled, gaps, clockMilliseconds }: Replica, hub: Box): string[] {
  const clockMax =
    Math.max(box.furthestMilliseconds, hub.furthestMilliseconds + box.clockJumpMilliseconds) +
    limits.clockAheadMillisecondsMax +
    1_000;
  return [
    ...doubled.map((changeId) => `${box.name}: the version ${changeId} is there twice`),
    ...gaps.map((log) => `${box.name}: log ${log} does not hold each number once`),
    ...(clockMilliseconds > clockMax
      ? [`${box.name}: its clock was poisoned (${clockMilliseconds - clockMax} ms)`]
      : []),
  ];
}

/** An acknowledged write is where it belongs, as it was written. */
function brokenWrite({ box, version }: AcknowledgedWrite, place: Replica): string[] {
  if (isPoison(version.id)) return [];
  const name = `${version.type}/${version.id} ${version.versionId} of ${box.name}`;
  const row = place.versions.get(version.versionId.replaceAll('-', ''));
  if (row === undefined) return [`${name} is lost: it is not at ${place.box.name}`];
  // Of what was erased by order of law its digest is left (rule W10).
  const digest = row.bodyDigest ?? undefined;
  const isKept = digest === undefined ? (row.body?.toString('utf8') ?? '') === version.body : isOf(digest, version);
  return isKept ? [] : [`${name} is not as it was written`];
}

/** Who deletes what was erased already is told of the version that stands. */
function isOf(digest: Buffer, { body, deleted }: StoredVersion): boolean {
  return deleted || digest.equals(bodyDigest(Buffer.from(body)));
}

/** Within its interest a site shows what the hub shows; nothing that it holds differs from what was written. */
function differences(hub: Replica, site: Replica, interest: ReadonlySet<string>): string[] {
  const broken: string[] = [];
  for (const [changeId, row] of site.versions) {
    const original = hub.versions.get(changeId);
    if (isPoison(row.resource.split('/')[1] ?? '')) continue;
    if (original === undefined) broken.push(`${site.box.name}: ${row.resource} ${changeId} is not at the hub`);
    else if (!same(original.body, row.body)) broken.push(`${site.box.name}: ${row.resource} ${changeId} was altered`);
  }
  for (const [resource, family] of hub.byResource) {
    const patient = family[0]?.patient;
    if (patient === null || patient === undefined || !interest.has(patient)) continue;
    const [there, here] = [shownBy(family), shownBy(site.byResource.get(resource) ?? [])];
    if (there !== here) broken.push(`${site.box.name}: ${resource} shows ${here}, the hub ${there}`);
  }
  return broken;
}

/** The current version, the heads beside it, and whether it is marked. */
function shownBy(family: readonly VersionRow[]): string {
  const named = new Set(family.flatMap(({ predecessors }) => changeIdsIn(predecessors)));
  const heads = family.map(({ changeId }) => changeId).filter((changeId) => !named.has(changeId));
  const current = family.find((row) => row.current === 1);
  return `${current?.changeId} of ${heads.sort().join(',')} ${current?.concurrent} ${current?.shown?.toString('utf8')}`;
}

function changeIdsIn(predecessors: Buffer): string[] {
  const text = predecessors.toString('hex');
  return text.match(/.{32}/g) ?? [];
}

function same(left: Buffer | null, right: Buffer | null): boolean {
  return left === null || right === null ? left === right : left.equals(right);
}
