import type { ByteReader } from '../bytes.js';
import { type Lane, lanes, parseLane } from '../lane.js';
import { limits } from '../limits.js';
import { Problem } from '../problem.js';
import { readAbilities, writeAbilities } from './abilities.js';
import { type ControlCodec, readLanes, readList, writeList } from './codec.js';
import {
  type LaneCursor,
  type LaneDurability,
  readDurability,
  readLaneCursor,
  writeDurability,
  writeLaneCursor,
} from './durability.js';
import { sessionKeyBytes } from './hello.js';

/** The hub's answer to a hello; opens the session. */
export interface Welcome {
  readonly kind: 'welcome';
  readonly protocol: number;
  readonly schema: number;
  readonly hubEpoch: number;
  /** The epoch of the site that the session is for. */
  readonly epoch: number;
  /** The hub's wall clock, milliseconds since 1970. */
  readonly hubMilliseconds: number;
  readonly dictionaries: readonly number[];
  readonly ups: readonly LaneDurability[];
  /** No session: the site must take an epoch after `epoch` first (rule E10). */
  readonly renewEpoch: boolean;
  /**
   * Places of the earlier feed that the hello named, as the hub holds it: the last of each lane, and some before it, ever
   * further apart (rule E16).
   */
  readonly marks: readonly LaneCursor[];
  /** X25519 public key of this connection, 32 bytes (rule S15). */
  readonly sessionKey: Uint8Array;
  /** The UDP port at which the hub answers probes, at the address that the site reaches it by; 0: none (rule L16). */
  readonly probePort: number;
  /** What the hub can take beyond its protocol version (rule S93); absent: a program of before. */
  readonly abilities?: readonly number[];
  /** The serial of the anchor of the site's audit that the hub has (rule R5); absent: a program of before. */
  readonly auditSerial?: number;
  /**
   * Lanes of the site's log in which something was refused that the site has not confirmed: how far the hub is durable there
   * counts with the receipt that says what (rule P4). Absent where there is none.
   */
  readonly untoldLanes?: readonly Lane[];
}

/** @throws Problem `batch-malformed` */
function readPort(reader: ByteReader): number {
  const port = reader.integer();
  if (port > 65_535) throw new Problem('batch-malformed', 'not a port');
  return port;
}

export const welcomeCodec: ControlCodec<Welcome> = {
  number: 2,
  write(writer, message) {
    writer.integer(message.protocol).integer(message.schema).integer(message.hubEpoch).integer(message.epoch);
    writer.integer(message.hubMilliseconds);
    writeList(writer, message.dictionaries, (id) => writer.integer(id));
    writeList(writer, message.ups, (durability) => writeDurability(writer, durability));
    writer.integer(message.renewEpoch ? 1 : 0);
    writeList(writer, message.marks, (cursor) => writeLaneCursor(writer, cursor));
    writer.raw(message.sessionKey).integer(message.probePort);
    writeAbilities(writer, message.abilities);
    if (message.abilities === undefined || message.auditSerial === undefined) return;
    writer.integer(message.auditSerial);
    // Seldom anything: then it costs nothing. A field that is added behind it needs it written.
    const untold = message.untoldLanes ?? [];
    if (untold.length > 0) writeList(writer, untold, (lane) => writer.integer(lane));
  },
  read: (reader) => ({
    kind: 'welcome',
    protocol: reader.integer(),
    schema: reader.integer(),
    hubEpoch: reader.integer(),
    epoch: reader.integer(),
    hubMilliseconds: reader.integer(),
    dictionaries: readList(reader, 64, () => reader.integer()),
    ups: readLanes(reader, () => readDurability(reader)),
    renewEpoch: reader.integer() !== 0,
    marks: readList(reader, limits.feedMarksMax, () => readLaneCursor(reader)),
    sessionKey: reader.raw(sessionKeyBytes),
    // A hub of before answers no probes.
    probePort: reader.done ? 0 : readPort(reader),
    ...readAbilities(reader),
    ...(reader.done ? {} : { auditSerial: reader.integer() }),
    ...(reader.done ? {} : { untoldLanes: readList(reader, lanes.length, () => parseLane(reader.integer())) }),
  }),
};
