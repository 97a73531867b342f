import { shortHeadBytes } from '../audit/audit-mark.js';
import type { SaidChain } from '../audit/locate-damage.js';
import { askedMax } from './audit-anchored.js';
import { type ControlCodec, readList, writeList } from './codec.js';

/** A site says the heads of its audit that it was asked for (rule R9). */
export interface AuditHeads extends SaidChain {
  readonly kind: 'audit-heads';
  /** Of the anchor with which it was asked. */
  readonly serial: number;
}

export const auditHeadsCodec: ControlCodec<AuditHeads> = {
  number: 38,
  write(writer, { serial, epoch, count, brokenAt, heads }) {
    writer.integer(serial).integer(epoch).integer(count).integer(brokenAt);
    writeList(writer, heads, (head) => writer.raw(head));
  },
  read: (reader) => ({
    kind: 'audit-heads',
    ...{ serial: reader.integer(), epoch: reader.integer(), count: reader.integer(), brokenAt: reader.integer() },
    heads: readList(reader, askedMax, () => reader.raw(shortHeadBytes)),
  }),
};
