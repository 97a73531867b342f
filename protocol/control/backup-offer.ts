import type { ControlCodec } from './codec.js';

/** What a manifest may take on the wire. */
export const manifestBytesMax = 48 * 1024;

/** A site has a backup that the hub may keep, or asks whether the one that it keeps is still whole (rules B8, B9). */
export interface BackupOffer {
  readonly kind: 'backup-offer';
  /** SHA-256 of the copy; 32 bytes. Its bytes go as chunks under this name (rule A2). */
  readonly hash: Uint8Array;
  /** Whether the hub is to read again what it keeps, and answer. */
  readonly prove: boolean;
  /** The signed manifest; '' where only a proof is asked for. */
  readonly manifest: string;
}

export const backupOfferCodec: ControlCodec<BackupOffer> = {
  number: 34,
  write(writer, { hash, prove, manifest }) {
    writer
      .raw(hash)
      .integer(prove ? 1 : 0)
      .text(manifest);
  },
  read: (reader) => ({
    kind: 'backup-offer',
    hash: reader.raw(32),
    prove: reader.integer() === 1,
    manifest: reader.text(manifestBytesMax),
  }),
};
