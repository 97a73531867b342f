import { type AuditAnchor, headBytes } from '../audit/audit-mark.js';
import { signatureBytesMax } from './audit-checkpoint.js';
import { type ControlCodec, readList, writeList } from './codec.js';

/** Anchors that the hub can ask about at once: their number stays far below it (rule R8). */
export const askedMax = 3_000;

/** The hub says which anchor of a site's audit is its newest (rule R7). */
export interface AuditAnchored extends AuditAnchor {
  readonly kind: 'audit-anchored';
  /** Counts, rising: what are the heads there? Empty as a rule. */
  readonly asked: readonly number[];
  /** Of the hub's authority over the anchor; empty where something is asked. */
  readonly signature: Uint8Array;
  /** The certificate of the issuing authority that signed, DER, once in a session; else empty, as where a root signs. */
  readonly issuing: Uint8Array;
}

/** The most that an issuing certificate takes, DER: 4,096 bits, and names. */
const issuingBytesMax = 4_096;

export const auditAnchoredCodec: ControlCodec<AuditAnchored> = {
  number: 37,
  write(writer, { serial, epoch, count, head, milliseconds, asked, signature, issuing }) {
    writer
      .integer(serial)
      .integer(epoch)
      .integer(count)
      .raw(head)
      .integer(milliseconds)
      .bytes(signature)
      .bytes(issuing);
    let last = 0;
    // Each by its distance from the one before.
    writeList(writer, asked, (each) => {
      writer.integer(each - last);
      last = each;
    });
  },
  read(reader) {
    const [serial, epoch, count, head] = [reader.integer(), reader.integer(), reader.integer(), reader.raw(headBytes)];
    const [milliseconds, signature] = [reader.integer(), reader.bytes(signatureBytesMax)];
    const issuing = reader.bytes(issuingBytesMax);
    let last = 0;
    const asked = readList(reader, askedMax, () => {
      last += reader.integer();
      return last;
    });
    return { kind: 'audit-anchored', serial, epoch, count, head, milliseconds, asked, signature, issuing };
  },
};
