import type { ControlCodec } from './codec.js';

/** The run that was asked for is there (rule E12). */
export interface LeaseHeld {
  readonly kind: 'lease-held';
  readonly bootId: string;
}

export const leaseHeldCodec: ControlCodec<LeaseHeld> = {
  number: 7,
  write(writer, { bootId }) {
    writer.text(bootId);
  },
  read: (reader) => ({ kind: 'lease-held', bootId: reader.text(64) }),
};
