/** What a program did to the files of a folder, in order; names are relative to the folder. */
export type Operation =
  | { readonly kind: 'write'; readonly file: string; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'size'; readonly file: string; readonly length: number }
  | { readonly kind: 'sync' | 'sync-failed' | 'create' | 'unlink' | 'sync-folder'; readonly file: string }
  | { readonly kind: 'rename'; readonly file: string; readonly to: string }
  /** Not a file's: what the program said of itself. */
  | { readonly kind: 'mark'; readonly text: string };

const headBytes = 15;
const plain = { 3: 'sync', 4: 'sync-failed', 5: 'create', 6: 'unlink', 8: 'sync-folder' } as const;

/** Reads what the shim wrote down. */
export function readTrace(trace: Buffer): Operation[] {
  const operations: Operation[] = [];
  for (let at = 0; at + headBytes <= trace.length; ) {
    const kind = trace.readUInt8(at);
    const pathEnd = at + headBytes + trace.readUInt16LE(at + 1);
    const offset = Number(trace.readBigUInt64LE(at + 3));
    const hasBytes = kind === 1 || kind === 7 || kind === 9;
    const end = pathEnd + (hasBytes ? trace.readUInt32LE(at + 11) : 0);
    const file = trace.toString('utf8', at + headBytes, pathEnd);
    const bytes = trace.subarray(pathEnd, end);
    operations.push(operationOf(kind, file, offset, bytes));
    at = end;
  }
  return operations;
}

function operationOf(kind: number, file: string, offset: number, bytes: Buffer): Operation {
  switch (kind) {
    case 1:
      return { kind: 'write', file, offset, bytes };
    case 2:
      return { kind: 'size', file, length: offset };
    case 7:
      return { kind: 'rename', file, to: bytes.toString('utf8') };
    case 9:
      return { kind: 'mark', text: bytes.toString('utf8') };
    case 3:
    case 4:
    case 5:
    case 6:
    case 8:
      return { kind: plain[kind], file };
    default:
      throw new Error(`the trace has an operation ${kind}`);
  }
}
