import type { SiteCode } from '../ids.js';
import { type ControlCodec, readLanes, readList, readSiteCode, writeList } from './codec.js';
import { type LaneCursor, readLaneCursor, writeLaneCursor } from './durability.js';

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
}

export const helloCodec: ControlCodec<Hello> = {
  number: 1,
  write(writer, message) {
    writer.integer(message.protocol).integer(message.schema).text(message.site).integer(message.epoch);
    writer.text(message.bootId);
    writeList(writer, message.dictionaries, (id) => writer.integer(id));
    writeList(writer, message.heads, (cursor) => writeLaneCursor(writer, cursor));
    writer.integer(message.hubEpoch);
    writeList(writer, message.downs, (cursor) => writeLaneCursor(writer, cursor));
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
  }),
};
