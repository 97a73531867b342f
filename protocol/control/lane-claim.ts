import type { ByteReader, ByteWriter } from '../bytes.js';
import { type Lane, lanes, parseLane } from '../lane.js';
import { readList, writeList } from './codec.js';

/**
 * Lanes that a site wants to be carried over the session that says so, both ways (rule L6). Of two claims to a lane the
 * one with the higher generation counts, in whatever order they come.
 */
export interface LaneClaim {
  /** Counts the claims of one run of the site's program. */
  readonly generation: number;
  readonly lanes: readonly Lane[];
}

/** What a site means that knows of one session only. */
export const claimOfAll: LaneClaim = { generation: 0, lanes };

export function writeLaneClaim(writer: ByteWriter, claim: LaneClaim): void {
  writer.integer(claim.generation);
  writeList(writer, claim.lanes, (lane) => writer.integer(lane));
}

/** @throws Problem `batch-malformed` */
export function readLaneClaim(reader: ByteReader): LaneClaim {
  return { generation: reader.integer(), lanes: readList(reader, lanes.length, () => parseLane(reader.integer())) };
}
