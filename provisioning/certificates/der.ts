/** One element of DER (ITU-T X.690): its tag, its content and all its bytes, header included. */
export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
  readonly whole: Buffer;
}

export const derTag = { bitString: 0x03, sequence: 0x30, set: 0x31 } as const;

/**
 * The elements that follow each other in `bytes`. Only what a certificate request needs: low tags, definite lengths.
 * @throws RangeError when the bytes are not DER
 */
export function readDer(bytes: Buffer): readonly DerElement[] {
  const elements: DerElement[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const tag = bytes.readUInt8(offset);
    if ((tag & 0x1f) === 0x1f) throw new RangeError('high tag');
    const { length, start } = readLength(bytes, offset + 1);
    if (start + length > bytes.length) throw new RangeError('truncated');
    const end = start + length;
    elements.push({ tag, content: bytes.subarray(start, end), whole: bytes.subarray(offset, end) });
    offset = end;
  }
  return elements;
}

function readLength(bytes: Buffer, offset: number): { length: number; start: number } {
  const first = bytes.readUInt8(offset);
  if (first < 0x80) return { length: first, start: offset + 1 };
  const count = first & 0x7f;
  if (count === 0 || count > 4) throw new RangeError('length');
  return { length: bytes.readUIntBE(offset + 1, count), start: offset + 1 + count };
}
