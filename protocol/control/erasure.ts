import type { ByteReader } from '../bytes.js';
import { type ErasureOrder, erasureLimits } from '../erasures/erasure-order.js';
import { parseResourceId, parseResourceType } from '../ids.js';
import { Problem } from '../problem.js';
import { type ControlCodec, readList, writeList } from './codec.js';

/** An order of law to destroy what a record says (rule S94); a site returns it to a hub that has lost it (rule S97). */
export interface Erasure {
  readonly kind: 'erasure';
  /** With its seal. */
  readonly order: ErasureOrder & { readonly seal: string };
}

export const erasureCodec: ControlCodec<Erasure> = {
  number: 39,
  write(writer, { order }) {
    const { id, reason, reference, by, author, orderedMilliseconds, patient = '', resources, seal } = order;
    writer.text(id).text(reason).text(reference).text(by).text(author).integer(Math.floor(orderedMilliseconds));
    writer.text(patient);
    writeList(writer, resources, ({ type, id: resource }) => writer.text(type).text(resource));
    writer.text(seal);
  },
  read(reader) {
    const { idBytesMax, referenceBytesMax, byBytesMax, resourcesMax, sealCharactersMax } = erasureLimits;
    const id = reader.text(idBytesMax);
    const [reason, reference] = [reader.text(idBytesMax), reader.text(referenceBytesMax)];
    const [by, author] = [reader.text(byBytesMax), reader.text(byBytesMax)];
    const orderedMilliseconds = reader.integer();
    const patient = reader.text(64);
    const resources = readList(reader, resourcesMax, () => readResource(reader));
    const seal = reader.text(sealCharactersMax);
    if (id === '' || (patient === '' && resources.length === 0)) throw new Problem('batch-malformed', 'erasure');
    const named = patient === '' ? {} : { patient: identified(() => parseResourceId(patient)) };
    return {
      kind: 'erasure',
      order: { id, reason, reference, by, author, orderedMilliseconds, ...named, resources, seal },
    };
  },
};

function readResource(reader: ByteReader): ErasureOrder['resources'][number] {
  const [type, id] = [reader.text(64), reader.text(64)];
  return identified(() => ({ type: parseResourceType(type), id: parseResourceId(id) }));
}

function identified<T>(parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new Problem('batch-malformed', 'identifier', [], { cause });
  }
}
