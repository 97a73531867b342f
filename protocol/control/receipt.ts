import type { SiteCode } from '../ids.js';
import { limits } from '../limits.js';
import type { ProblemCode } from '../problem.js';
import { type ControlCodec, readList, readProblemCode, readSiteCode, writeList } from './codec.js';
import { type LaneDurability, readDurability, writeDurability } from './durability.js';

/** A change that the receiver could not apply; repeated until the sender confirms (rule P1). */
export interface Reject {
  readonly seq: number;
  readonly code: ProblemCode;
}

/** Sent after the receiver's commit, never before; cumulative, taken by maximum (rule S7). */
export interface Receipt extends LaneDurability {
  readonly kind: 'receipt';
  /** The node that is durable. */
  readonly node: SiteCode;
  /** The hub epoch that the session was opened under. */
  readonly hubEpoch: number;
  /** The epoch of the log that is acknowledged: the site's upwards, the hub's downwards. */
  readonly epoch: number;
  readonly rejects: readonly Reject[];
  /** Refused before and applied since; repeated until the sender confirms (rule P4). */
  readonly mended?: readonly number[];
}

export const receiptCodec: ControlCodec<Receipt> = {
  number: 3,
  write(writer, message) {
    writer.text(message.node).integer(message.hubEpoch).integer(message.epoch);
    writeDurability(writer, message);
    // Rejects are repeated until confirmed, so those that do not fit come with a later receipt.
    writeList(writer, message.rejects.slice(0, limits.receiptRejectsMax), (reject) =>
      writer.integer(reject.seq).text(reject.code),
    );
    // Seldom anything: then it costs nothing.
    const mended = message.mended ?? [];
    if (mended.length > 0) writeList(writer, mended.slice(0, limits.receiptRejectsMax), (seq) => writer.integer(seq));
  },
  read(reader) {
    const receipt: Receipt = {
      kind: 'receipt',
      node: readSiteCode(reader),
      hubEpoch: reader.integer(),
      epoch: reader.integer(),
      ...readDurability(reader),
      rejects: readList(reader, limits.receiptRejectsMax, () => ({
        seq: reader.integer(),
        code: readProblemCode(reader),
      })),
    };
    if (reader.done) return receipt;
    return { ...receipt, mended: readList(reader, limits.receiptRejectsMax, () => reader.integer()) };
  },
};
