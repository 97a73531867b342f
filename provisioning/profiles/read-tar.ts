import { gunzipSync } from 'node:zlib';
import { Problem } from '../../protocol/problem.js';

const blockBytes = 512;
/** What a package may hold when it is unpacked. */
const packageBytesMax = 512 * 1024 * 1024;

/** A file of an archive. */
export interface TarFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * The files of a gzipped tar archive (POSIX.1-2001 ustar; long names of pax are not needed for FHIR packages, whose files lie
 * in `package/`).
 * @throws Problem `body-malformed`, `too-large`
 */
export function readTarGz(archive: Uint8Array): readonly TarFile[] {
  let bytes: Buffer;
  try {
    bytes = gunzipSync(archive, { maxOutputLength: packageBytesMax });
  } catch (cause) {
    const isTooLarge = cause instanceof RangeError;
    throw new Problem(isTooLarge ? 'too-large' : 'body-malformed', 'no gzip archive that can be read', [], { cause });
  }
  const files: TarFile[] = [];
  for (let at = 0; at + blockBytes <= bytes.length && bytes[at] !== 0; ) {
    const header = bytes.subarray(at, at + blockBytes);
    const length = Number.parseInt(textIn(header, 124, 12), 8);
    const start = at + blockBytes;
    if (!(length >= 0) || start + length > bytes.length) throw new Problem('body-malformed', 'the archive is cut off');
    const prefix = textIn(header, 345, 155);
    const isFile = header[156] === 0x30 || header[156] === 0;
    const path = `${prefix === '' ? '' : `${prefix}/`}${textIn(header, 0, 100)}`;
    if (isFile) files.push({ path, bytes: bytes.subarray(start, start + length) });
    at = start + Math.ceil(length / blockBytes) * blockBytes;
  }
  return files;
}

function textIn(header: Uint8Array, start: number, length: number): string {
  const field = Buffer.from(header.subarray(start, start + length)).toString('utf8');
  return (field.split('\0')[0] ?? '').trim();
}
