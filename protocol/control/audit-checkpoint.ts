import { headBytes, shortHeadBytes } from '../audit/audit-mark.js';
import type { SaidCheckpoint } from '../audit/judge-checkpoint.js';
import type { ControlCodec } from './codec.js';

/** The most that a signature of RSA takes, 4,096 bits. */
export const signatureBytesMax = 512;

/** A site says how far its audit is (rule R5). */
export interface AuditCheckpoint extends SaidCheckpoint {
  readonly kind: 'audit-checkpoint';
  /** How many entries were walked from the first on; 0 while that goes on. */
  readonly walked: number;
  /** By the site's clock, milliseconds since 1970. */
  readonly milliseconds: number;
  /** Of the key of the site's certificate over the mark (rule R4); empty where nothing is new. */
  readonly signature: Uint8Array;
}

export const auditCheckpointCodec: ControlCodec<AuditCheckpoint> = {
  number: 36,
  write(writer, { serial, epoch, count, head, base, walked, brokenAt, milliseconds, signature }) {
    writer.integer(serial).integer(epoch).integer(count).raw(head).bytes(base);
    writer.integer(walked).integer(brokenAt).integer(milliseconds).bytes(signature);
  },
  read: (reader) => ({
    kind: 'audit-checkpoint',
    ...{ serial: reader.integer(), epoch: reader.integer(), count: reader.integer(), head: reader.raw(headBytes) },
    ...{ base: reader.bytes(shortHeadBytes), walked: reader.integer(), brokenAt: reader.integer() },
    ...{ milliseconds: reader.integer(), signature: reader.bytes(signatureBytesMax) },
  }),
};
