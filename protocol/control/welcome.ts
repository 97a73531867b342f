import { type ControlCodec, readLanes, readList, writeList } from './codec.js';
import { type LaneDurability, readDurability, writeDurability } from './durability.js';

/** The hub's answer to a hello; opens the session. */
export interface Welcome {
  readonly kind: 'welcome';
  readonly protocol: number;
  readonly schema: number;
  readonly hubEpoch: number;
  /** The epoch of the site that the session is for. */
  readonly epoch: number;
  /** The hub's wall clock, milliseconds since 1970. */
  readonly hubMilliseconds: number;
  readonly dictionaries: readonly number[];
  readonly ups: readonly LaneDurability[];
}

export const welcomeCodec: ControlCodec<Welcome> = {
  number: 2,
  write(writer, message) {
    writer.integer(message.protocol).integer(message.schema).integer(message.hubEpoch).integer(message.epoch);
    writer.integer(message.hubMilliseconds);
    writeList(writer, message.dictionaries, (id) => writer.integer(id));
    writeList(writer, message.ups, (durability) => writeDurability(writer, durability));
  },
  read: (reader) => ({
    kind: 'welcome',
    protocol: reader.integer(),
    schema: reader.integer(),
    hubEpoch: reader.integer(),
    epoch: reader.integer(),
    hubMilliseconds: reader.integer(),
    dictionaries: readList(reader, 64, () => reader.integer()),
    ups: readLanes(reader, () => readDurability(reader)),
  }),
};
