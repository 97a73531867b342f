import type { ControlCodec } from './codec.js';

/** The hub asks a site whether a run of its program is still there, because another one has presented itself (rule E12). */
export interface LeaseCheck {
  readonly kind: 'lease-check';
  /** The run that is asked for. */
  readonly bootId: string;
}

export const leaseCheckCodec: ControlCodec<LeaseCheck> = {
  number: 6,
  write(writer, { bootId }) {
    writer.text(bootId);
  },
  read: (reader) => ({ kind: 'lease-check', bootId: reader.text(64) }),
};
