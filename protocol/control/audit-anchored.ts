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
}

export const auditAnchoredCodec: ControlCodec<AuditAnchored> = {
  number: 37,
  write(writer, { serial, epoch, count, head, milliseconds, asked, signature }) {
    writer.integer(serial).integer(epoch).integer(count).raw(head).integer(milliseconds).bytes(signature);
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
    let last = 0;
    const asked = readList(reader, askedMax, () => {
      last += reader.integer();
      return last;
    });
    return { kind: 'audit-anchored', serial, epoch, count, head, milliseconds, asked, signature };
  },
};
