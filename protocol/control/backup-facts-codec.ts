import type { ByteReader, ByteWriter } from '../bytes.js';
import { type BackupFacts, drillStandings, noBackupFacts } from '../facts/backup-facts.js';
import { isProblemCode } from '../problems.js';
import { readList, writeList } from './codec.js';

const placesMax = 16;
const placeCharactersMax = 200;
const placeBytesMax = 1_024;
const codeBytesMax = 64;

/** Stands behind the self-test in `node-facts`; a box of before has nothing there. */
export function writeBackupFacts(writer: ByteWriter, { standing, places, drills }: BackupFacts): void {
  writer.integer(drillStandings.indexOf(standing));
  writeList(writer, places.slice(0, placesMax), ({ place, madeAt, failed }) =>
    writer
      .text(place.slice(0, placeCharactersMax))
      .integer(madeAt ?? 0)
      .text(failed ?? ''),
  );
  writeList(writer, drills.slice(0, placesMax), ({ place, at, milliseconds, madeAt, bytes, versions, result }) => {
    writer.text(place.slice(0, placeCharactersMax)).integer(at).integer(milliseconds);
    writer
      .integer(madeAt ?? 0)
      .integer(bytes)
      .integer(versions)
      .text(result === 'ok' ? '' : result);
  });
}

/** @throws Problem `batch-malformed` */
export function readBackupFacts(reader: ByteReader): BackupFacts {
  if (reader.done) return noBackupFacts;
  const standing = drillStandings[reader.integer()] ?? 'none';
  const place = () => reader.text(placeBytesMax);
  const places = readList(reader, placesMax, () => ({
    ...{ place: place(), madeAt: reader.integer() || null, failed: readCode(reader) },
  }));
  const drills = readList(reader, placesMax, () => ({
    ...{ place: place(), at: reader.integer(), milliseconds: reader.integer(), madeAt: reader.integer() || null },
    ...{ bytes: reader.integer(), versions: reader.integer(), result: readCode(reader) ?? ('ok' as const) },
  }));
  return { standing, places, drills };
}

/** A newer site may know more codes. */
function readCode(reader: ByteReader) {
  const code = reader.text(codeBytesMax);
  if (code === '') return null;
  return isProblemCode(code) ? code : 'internal';
}
