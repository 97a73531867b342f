import type { ProblemCode } from '../problem.js';
import { type ControlCodec, readProblemCode } from './codec.js';

/** The hub says what has become of a backup that it was offered (rules B8, B9). */
export interface BackupAnswer {
  readonly kind: 'backup-answer';
  /** SHA-256 of the copy; 32 bytes. */
  readonly hash: Uint8Array;
  /** Absent: it is there whole, read just now. Else why it is not, or will not be taken. */
  readonly code?: ProblemCode;
}

export const backupAnswerCodec: ControlCodec<BackupAnswer> = {
  number: 35,
  write(writer, { hash, code }) {
    writer.raw(hash).integer(code === undefined ? 0 : 1);
    if (code !== undefined) writer.text(code);
  },
  read(reader) {
    const hash = reader.raw(32);
    return { kind: 'backup-answer', hash, ...(reader.integer() === 1 && { code: readProblemCode(reader) }) };
  },
};
