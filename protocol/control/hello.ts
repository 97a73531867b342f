import type { ByteReader, ByteWriter } from '../bytes.js';
import { type Fork, readFork, writeFork } from '../epoch/fork.js';
import { erasureLimits } from '../erasures/erasure-order.js';
import type { SiteCode } from '../ids.js';
import { readAbilities, writeAbilities } from './abilities.js';
import { type ControlCodec, readLanes, readList, readSiteCode, writeList } from './codec.js';
import { type LaneCursor, readLaneCursor, writeLaneCursor } from './durability.js';
import { claimOfAll, type LaneClaim, readLaneClaim, writeLaneClaim } from './lane-claim.js';

/** The first message of a session, from the site: what it is and how far both directions got (rule S2). */
export interface Hello {
  readonly kind: 'hello';
  readonly protocol: number;
  readonly schema: number;
  readonly site: SiteCode;
  /** The site's epoch. */
  readonly epoch: number;
  /** UUIDv7 of this run of the program; shared by all its links. */
  readonly bootId: string;
  /** Dictionaries that the site can decode with, in the order in which it prefers them on this link (rule S17). */
  readonly dictionaries: readonly number[];
  /** The last change of each lane of the site's own log. */
  readonly heads: readonly LaneCursor[];
  /** The hub epoch that `downs` belongs to; 0 before the first contact. */
  readonly hubEpoch: number;
  /** How far the site has applied the hub's feed. */
  readonly downs: readonly LaneCursor[];
  /** How far the hub said, under `hubEpoch`, that it is durable in the site's log of `epoch`; only lanes that it said so of. */
  readonly acked: readonly LaneCursor[];
  /** How `epoch` began; `undefined` for the first one. */
  readonly fork: Fork | undefined;
  /** The latest feed of an earlier hub epoch that the hub has not said that it holds whole. */
  readonly earlierFeed: EarlierFeed | undefined;
  /** The single-use token of this run, 16 bytes, and SHA-256 of the one that the next run will present (rule E12). */
  readonly token: Uint8Array;
  readonly nextHash: Uint8Array;
  /** X25519 public key of this connection, 32 bytes (rule S15). */
  readonly sessionKey: Uint8Array;
  /** What the session carries from its start; a standby session carries nothing (rule L6). */
  readonly claim: LaneClaim;
  /** What the site can take beyond its protocol version (rule S93); absent: a program of before. */
  readonly abilities?: readonly number[];
  /** What the site says of the erasures that it has carried out and settled (rule S95); empty: there is none. */
  readonly erasures?: Uint8Array;
}

/** A feed that the hub wrote before it was restored, and how far the site has it. */
export interface EarlierFeed {
  readonly hubEpoch: number;
  readonly cursors: readonly LaneCursor[];
}

/** Sizes of the fields that have one. */
export const tokenBytes = 16;
export const hashBytes = 32;
export const sessionKeyBytes = 32;

export const helloCodec: ControlCodec<Hello> = {
  number: 1,
  write(writer, message) {
    writer.integer(message.protocol).integer(message.schema).text(message.site).integer(message.epoch);
    writer.text(message.bootId);
    writeList(writer, message.dictionaries, (id) => writer.integer(id));
    writeList(writer, message.heads, (cursor) => writeLaneCursor(writer, cursor));
    writer.integer(message.hubEpoch);
    writeList(writer, message.downs, (cursor) => writeLaneCursor(writer, cursor));
    writeList(writer, message.acked, (cursor) => writeLaneCursor(writer, cursor));
    writeOptional(writer, message.fork, (fork) => writeFork(writer, fork));
    writeOptional(writer, message.earlierFeed, ({ hubEpoch, cursors }) => {
      writer.integer(hubEpoch);
      writeList(writer, cursors, (cursor) => writeLaneCursor(writer, cursor));
    });
    writer.raw(message.token).raw(message.nextHash).raw(message.sessionKey);
    writeLaneClaim(writer, message.claim);
    writeAbilities(writer, message.abilities);
    if (message.abilities !== undefined) writer.bytes(message.erasures ?? new Uint8Array());
  },
  read: (reader) => ({
    kind: 'hello',
    protocol: reader.integer(),
    schema: reader.integer(),
    site: readSiteCode(reader),
    epoch: reader.integer(),
    bootId: reader.text(64),
    dictionaries: readList(reader, 64, () => reader.integer()),
    heads: readLanes(reader, () => readLaneCursor(reader)),
    hubEpoch: reader.integer(),
    downs: readLanes(reader, () => readLaneCursor(reader)),
    acked: readLanes(reader, () => readLaneCursor(reader)),
    fork: readOptional(reader, () => readFork(reader)),
    earlierFeed: readOptional(reader, () => ({
      hubEpoch: reader.integer(),
      cursors: readLanes(reader, () => readLaneCursor(reader)),
    })),
    token: reader.raw(tokenBytes),
    nextHash: reader.raw(hashBytes),
    sessionKey: reader.raw(sessionKeyBytes),
    claim: reader.done ? claimOfAll : readLaneClaim(reader),
    ...readAbilities(reader),
    ...(!reader.done && { erasures: reader.bytes(erasureLimits.digestBytes) }),
  }),
};

function writeOptional<T>(writer: ByteWriter, value: T | undefined, write: (value: T) => void): void {
  writer.integer(value === undefined ? 0 : 1);
  if (value !== undefined) write(value);
}

function readOptional<T>(reader: ByteReader, read: () => T): T | undefined {
  return reader.integer() === 0 ? undefined : read();
}
