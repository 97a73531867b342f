import type { ByteReader, ByteWriter } from '../bytes.js';
import { readLanes, writeList } from '../control/codec.js';
import { type LaneCursor, readLaneCursor, writeLaneCursor } from '../control/durability.js';
import { Problem } from '../problem.js';

/** Why a site took a new epoch: its data was put back to an earlier state, or its log and the hub's copy of it differ. */
export const forkReasons = ['restored', 'forked'] as const;
export type ForkReason = (typeof forkReasons)[number];

/**
 * Where a site's new epoch leaves an earlier one: up to these cursors the hub holds its log; what the site wrote beyond
 * them stands again in the log of the new epoch, under the same change ids (rule E10).
 */
export interface Fork {
  readonly fromEpoch: number;
  readonly reason: ForkReason;
  /** Of the log of `fromEpoch`; a lane that is missing stands at its start. */
  readonly cursors: readonly LaneCursor[];
}

export function writeFork(writer: ByteWriter, fork: Fork): void {
  writer.integer(fork.fromEpoch).integer(forkReasons.indexOf(fork.reason));
  writeList(writer, fork.cursors, (cursor) => writeLaneCursor(writer, cursor));
}

/** @throws Problem `batch-malformed` */
export function readFork(reader: ByteReader): Fork {
  const fromEpoch = reader.integer();
  const reason = forkReasons[reader.integer()];
  if (reason === undefined) throw new Problem('batch-malformed', 'reason of a fork');
  return { fromEpoch, reason, cursors: readLanes(reader, () => readLaneCursor(reader)) };
}
