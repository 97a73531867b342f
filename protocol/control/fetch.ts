import type { ByteReader, ByteWriter } from '../bytes.js';
import { parseResourceId } from '../ids.js';
import { limits } from '../limits.js';
import { Problem } from '../problem.js';
import type { RemoteAsk } from '../remote-ask.js';
import type { ControlCodec } from './codec.js';

/** A site asks for what it does not hold (rules F8, F9). Asked again under the same id it has one effect. */
export interface Fetch {
  readonly kind: 'fetch';
  /** UUIDv7 of the question; the answer repeats it. */
  readonly requestId: string;
  /** Who asks: a FHIR reference, and their role at the site. */
  readonly author: string;
  readonly role: string;
  readonly purpose: string;
  readonly ask: RemoteAsk;
}

const numbers = { search: 1, patient: 2 } as const;

export const fetchCodec: ControlCodec<Fetch> = {
  number: 8,
  write(writer, message) {
    writer.text(message.requestId).text(message.author).text(message.role).text(message.purpose);
    writeAsk(writer, message.ask);
  },
  read: (reader) => ({
    kind: 'fetch',
    requestId: reader.text(64),
    author: reader.text(limits.remoteTextBytesMax),
    role: reader.text(64),
    purpose: reader.text(64),
    ask: readAsk(reader),
  }),
};

function writeAsk(writer: ByteWriter, ask: RemoteAsk): void {
  writer.integer(numbers[ask.kind]);
  if (ask.kind === 'patient') writer.text(ask.patient);
  else for (const text of [ask.family, ask.given, ask.birthDate, ask.healthId, ask.nationalId]) writer.text(text);
}

function readAsk(reader: ByteReader): RemoteAsk {
  const number = reader.integer();
  const text = () => reader.text(limits.remoteTextBytesMax);
  if (number === numbers.patient) return { kind: 'patient', patient: readPatient(reader) };
  if (number !== numbers.search) throw new Problem('batch-malformed', 'asks for something unknown');
  return { kind: 'search', family: text(), given: text(), birthDate: text(), healthId: text(), nationalId: text() };
}

/** @throws Problem `batch-malformed` */
export function readPatient(reader: ByteReader) {
  try {
    return parseResourceId(reader.text(64));
  } catch (cause) {
    throw new Problem('batch-malformed', 'patient', [], { cause });
  }
}
