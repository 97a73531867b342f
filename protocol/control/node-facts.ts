import type { ByteReader, ByteWriter } from '../bytes.js';
import type { BoxFacts, UpsFacts } from '../facts/box-facts.js';
import { type LinkSetupFault, setupFaultCodes, setupFaultNumbers } from '../links/setup-faults.js';
import { readAvailability, writeAvailability } from './availability-field.js';
import { readBackupFacts, writeBackupFacts } from './backup-facts-codec.js';
import { type ControlCodec, readList, writeList } from './codec.js';
import { readProgram, writeProgram } from './program-field.js';
import { readSelfTest, writeSelfTest } from './self-test-field.js';

/** A site says what its box is like (rule L49). Bytes are said in MiB: 46 bytes in all, as a rule. */
export interface NodeFacts {
  readonly kind: 'node-facts';
  readonly facts: BoxFacts;
}

const bytesPerUnit = 1024 * 1024;
const linkFaultsMax = 64;
/** A host name has 253 characters at most (RFC 1035 §2.3.4), each of which may take four bytes. */
const aboutCharactersMax = 253;
const aboutBytesMax = 1_024;
const flags = { clockSure: 1, bulkHeld: 2 } as const;

export const nodeFactsCodec: ControlCodec<NodeFacts> = {
  number: 28,
  write(writer, { facts }) {
    writer.text(facts.version).integer(facts.at).integer(facts.certificateExpiresAt);
    for (const bytes of [facts.diskFreeBytes, facts.diskTotalBytes, facts.memoryFreeBytes]) {
      writer.integer(Math.floor(bytes / bytesPerUnit));
    }
    writer.integer((facts.clockState === 'sure' ? flags.clockSure : 0) + (facts.bulkHeld ? flags.bulkHeld : 0));
    writeOffset(writer, facts.clockOffsetMilliseconds);
    writer.text(facts.ups?.state ?? '').integer((facts.ups?.chargePercent ?? -1) + 1);
    writer
      .integer(facts.backupAt ?? 0)
      .integer(facts.drillAt ?? 0)
      .text(facts.forcedLink ?? '');
    writeList(writer, facts.linkFaults.slice(0, linkFaultsMax), ({ link, code, about }) =>
      writer.text(link).integer(setupFaultNumbers[code]).text(about.slice(0, aboutCharactersMax)),
    );
    writeSelfTest(writer, facts.selfTest);
    writeBackupFacts(writer, facts.backups);
    writeAvailability(writer, facts.availability);
    writeProgram(writer, facts.program);
    // What is added behind it one day has to write a 0 here where it is not known.
    if (facts.trustVersion !== undefined) writer.integer(facts.trustVersion);
  },
  read(reader) {
    const head = { version: reader.text(32), at: reader.integer(), certificateExpiresAt: reader.integer() };
    const bytes = () => Math.min(reader.integer(), Number.MAX_SAFE_INTEGER / bytesPerUnit) * bytesPerUnit;
    const sizes = { diskFreeBytes: bytes(), diskTotalBytes: bytes(), memoryFreeBytes: bytes() };
    const flagged = reader.integer();
    const clockOffsetMilliseconds = readOffset(reader);
    const ups = readUps(reader);
    const [backupAt, drillAt] = [reader.integer() || null, reader.integer() || null];
    const forcedLink = reader.text(64) || null;
    // A site of before says nothing of them.
    const linkFaults = reader.done ? [] : readList(reader, linkFaultsMax, () => readFault(reader)).flat();
    const selfTest = reader.done ? null : readSelfTest(reader);
    const backups = readBackupFacts(reader);
    const availability = reader.done ? [] : readAvailability(reader);
    const program = reader.done ? null : readProgram(reader);
    const trustVersion = reader.done ? 0 : reader.integer();
    const clockState = (flagged & flags.clockSure) === 0 ? 'unsure' : 'sure';
    const bulkHeld = (flagged & flags.bulkHeld) !== 0;
    const facts: BoxFacts = {
      ...{ ...head, ...sizes, clockState, clockOffsetMilliseconds, ups, backupAt, drillAt, bulkHeld, forcedLink },
      ...{ linkFaults, selfTest, backups, availability, program },
      ...(trustVersion > 0 && { trustVersion }),
    };
    return { kind: 'node-facts', facts };
  },
};

/** 0 for none; else twice its size, and one more where it is not negative. */
function writeOffset(writer: ByteWriter, offset: number | null): void {
  const whole = offset === null ? null : Math.trunc(offset);
  writer.integer(whole === null ? 0 : whole < 0 ? -whole * 2 : whole * 2 + 1);
}

function readOffset(reader: ByteReader): number | null {
  const value = reader.integer();
  if (value === 0) return null;
  return value % 2 === 0 ? -value / 2 : (value - 1) / 2;
}

/** None where a newer site knows more kinds of faults: what one of them means cannot be said here. */
function readFault(reader: ByteReader): readonly LinkSetupFault[] {
  const [link, number, about] = [reader.text(64), reader.integer(), reader.text(aboutBytesMax)];
  return setupFaultCodes.filter((code) => setupFaultNumbers[code] === number).map((code) => ({ link, code, about }));
}

function readUps(reader: ByteReader): UpsFacts | null {
  const state = reader.text(64);
  const charge = reader.integer();
  return state === '' ? null : { state, chargePercent: charge === 0 ? null : Math.min(charge - 1, 100) };
}
