import type { ByteReader, ByteWriter } from '../bytes.js';
import { limits } from '../limits.js';
import { Problem, type ProblemCode } from '../problem.js';
import type { Candidate } from '../remote-ask.js';
import { type ControlCodec, readList, readProblemCode, readSiteCode, writeList } from './codec.js';
import { readPatient } from './fetch.js';

/** The hub's answer to a fetch. What it says of a patient's record comes in the feed; this says where (rule F9). */
export interface Fetched {
  readonly kind: 'fetched';
  readonly requestId: string;
  readonly answer: FetchedAnswer;
}

export type FetchedAnswer =
  | { readonly kind: 'candidates'; readonly candidates: readonly Candidate[] }
  | {
      readonly kind: 'copy';
      /** What the hub had received by then is in the copy, milliseconds since 1970. */
      readonly asOfMilliseconds: number;
      /** The summary is there when the feed is applied up to here in lane 0, */
      readonly summarySeq: number;
      /** and the whole record up to here in lane 2; absent while the hub has not fed all of it: the site asks again. */
      readonly completeSeq?: number;
    }
  /** The site has an interest in the patient: their record comes by itself. */
  | { readonly kind: 'own' }
  | { readonly kind: 'refused'; readonly code: ProblemCode };

const numbers = { candidates: 1, copy: 2, own: 3, refused: 4 } as const;

export const fetchedCodec: ControlCodec<Fetched> = {
  number: 9,
  write(writer, { requestId, answer }) {
    writer.text(requestId).integer(numbers[answer.kind]);
    switch (answer.kind) {
      case 'candidates':
        return writeList(writer, answer.candidates, (candidate) => writeCandidate(writer, candidate));
      case 'copy': {
        const { asOfMilliseconds, summarySeq, completeSeq } = answer;
        writer.integer(asOfMilliseconds).integer(summarySeq);
        writer.integer(completeSeq === undefined ? 0 : completeSeq + 1);
        return;
      }
      case 'own':
        return;
      case 'refused':
        writer.text(answer.code);
    }
  },
  read: (reader) => ({ kind: 'fetched', requestId: reader.text(64), answer: readAnswer(reader) }),
};

function readAnswer(reader: ByteReader): FetchedAnswer {
  switch (reader.integer()) {
    case numbers.candidates:
      return {
        kind: 'candidates',
        candidates: readList(reader, limits.remoteCandidatesMax, () => readCandidate(reader)),
      };
    case numbers.copy: {
      const copy = { kind: 'copy', asOfMilliseconds: reader.integer(), summarySeq: reader.integer() } as const;
      const completeSeq = reader.integer();
      return completeSeq === 0 ? copy : { ...copy, completeSeq: completeSeq - 1 };
    }
    case numbers.own:
      return { kind: 'own' };
    case numbers.refused:
      return { kind: 'refused', code: readProblemCode(reader) };
    default:
      throw new Problem('batch-malformed', 'an unknown answer');
  }
}

function writeCandidate(writer: ByteWriter, candidate: Candidate): void {
  const { patient, healthId, family, given, gender, birthDate, site } = candidate;
  for (const text of [patient, healthId, family, given, gender, birthDate, site]) writer.text(text);
}

function readCandidate(reader: ByteReader): Candidate {
  const text = () => reader.text(limits.remoteTextBytesMax);
  return {
    ...{ patient: readPatient(reader), healthId: text(), family: text(), given: text(), gender: text() },
    ...{ birthDate: text(), site: readSiteCode(reader) },
  };
}
