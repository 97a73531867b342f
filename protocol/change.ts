import { hash } from 'node:crypto';
import { ByteWriter } from './bytes.js';
import type { ClockStamp } from './clock.js';
import type { ChangeId, ResourceId, ResourceType, SiteCode } from './ids.js';
import type { Lane } from './lane.js';

/** `put` makes a version with a body; `delete` makes a version without one (a deletion is a kept version, rule W3). */
export type ChangeMethod = 'put' | 'delete';

/** One version of one resource, as it is written once and carried everywhere, byte for byte (rule W2). */
export interface Change {
  /** UUIDv7; also the FHIR versionId. */
  readonly changeId: ChangeId;
  readonly method: ChangeMethod;
  readonly type: ResourceType;
  readonly resourceId: ResourceId;
  /** The versions that its author saw; empty for a new resource. */
  readonly predecessors: readonly ChangeId[];
  /** Who wrote it: a FHIR reference such as `Practitioner/…`, or `carnet:import` and the like. Never a name. */
  readonly author: string;
  /** Where it was written. */
  readonly origin: SiteCode;
  readonly stamp: ClockStamp;
  /** The canonical body in UTF-8 (RFC 8785 without server-assigned `meta`, numbers as written); empty for `delete`. */
  readonly body: Uint8Array;
  /**
   * SHA-256 of the canonical body, 32 bytes, where the body itself was destroyed by order of law (rule W10); then `body` is
   * empty and `method` is still `put`, so that the chain is what it was.
   */
  readonly erasedDigest?: Uint8Array;
  /** Whether a transaction Bundle ends here; framing that keeps a group in one batch, not hashed (rule S8). */
  readonly groupEnd: boolean;
  /**
   * What the hub put in the place of a stamp that was far ahead of its clock (rule T4); framing, not hashed, and only in
   * the hub's feeds: from a site it means nothing.
   */
  readonly mergeStamp?: ClockStamp;
}

/** How far one direction of one lane got: the dense sequence number (0 before the first) and the chain there. */
export interface Cursor {
  readonly seq: number;
  /** 32 bytes. */
  readonly chain: Uint8Array;
}

/** Whose log it is: `up` is a site's own, `dn` is the hub's feed for a site; `epoch` is that of the log's owner. */
export interface LogScope {
  readonly direction: 'up' | 'dn';
  /** The site at the far end from the hub. */
  readonly site: SiteCode;
  readonly epoch: number;
  readonly lane: Lane;
}

/** So many starts are kept: those of the six lanes, both ways, of more than 300 sites. */
const startsMax = 4_096;
/** Each look at a log asks for the starts of all of its lanes that have no change yet. */
const starts = new Map<string, Uint8Array>();

/**
 * The chain before sequence 1: it binds the log to its scope, so that no run can be replayed into another (rule S4). Others
 * get the same bytes: nobody may write into them.
 */
export function chainStart(scope: LogScope): Uint8Array {
  const text = `carnet-chain-1 ${scope.direction} ${scope.site} ${scope.epoch} ${scope.lane}`;
  const known = starts.get(text);
  if (known !== undefined) return known;
  if (starts.size >= startsMax) starts.clear();
  const start = sha256(Buffer.from(text));
  starts.set(text, start);
  return start;
}

/** The cursor before the first change of a log. */
export function cursorStart(scope: LogScope): Cursor {
  return { seq: 0, chain: chainStart(scope) };
}

/** Memory for what is hashed, which is used up before the next change comes. */
const hashed = new ByteWriter();

/** `chain = SHA-256(previous chain ‖ header ‖ SHA-256(canonical body))` (rule S4). */
export function nextChain(previous: Uint8Array, change: Change): Uint8Array {
  const writer = hashed.clear().raw(previous);
  writeHeader(writer, change);
  return sha256(writer.raw(change.erasedDigest ?? sha256(change.body)).finish());
}

/** SHA-256 of a canonical body: what two ends compare to call a record equal. */
export function bodyDigest(body: Uint8Array): Uint8Array {
  return sha256(body);
}

/** The same version without its body, of which its digest stays (rule W10); a deletion never had one. */
export function withoutBody(change: Change): Change {
  if (change.method === 'delete' || change.erasedDigest !== undefined) return change;
  return { ...change, body: new Uint8Array(), erasedDigest: sha256(change.body) };
}

function writeHeader(writer: ByteWriter, change: Change): void {
  writer
    .text(change.changeId)
    .text(change.method)
    .text(change.type)
    .text(change.resourceId)
    .text(change.author)
    .text(change.origin)
    .integer(change.stamp.milliseconds)
    .integer(change.stamp.counter)
    .integer(change.predecessors.length);
  for (const predecessor of change.predecessors) writer.text(predecessor);
}

/**
 * One call: making a hash object for each of many small inputs costs more than the hash. So does memory of its own for each
 * digest, which is why it comes as text and is put into memory that is shared by many.
 */
function sha256(bytes: Uint8Array): Uint8Array {
  return Buffer.from(hash('sha256', bytes, 'binary'), 'latin1');
}
