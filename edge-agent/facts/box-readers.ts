import { statfs } from 'node:fs/promises';
import { freemem } from 'node:os';
import type { MonthAvailability } from '../../protocol/facts/availability.js';
import type { BackupFacts } from '../../protocol/facts/backup-facts.js';
import type { UpsFacts } from '../../protocol/facts/box-facts.js';
import type { ProgramFacts } from '../../protocol/facts/program-facts.js';
import type { SelfTestFacts } from '../../protocol/facts/self-test.js';
import type { LinkSetupFault } from '../../protocol/links/setup-faults.js';
import { inspectCertificate } from '../../provisioning/certificates/inspect.js';
import { readUps } from '../../provisioning/machine/read-ups.js';
import { readBundle } from '../../provisioning/trust/bundle.js';
import { readProgramFacts } from '../../provisioning/upgrade/program-facts.js';

/** Where what a box is like is read. */
export interface BoxReaders {
  /** Of the program. */
  readonly version: string;
  /** When the certificate that is used now ends. */
  readCertificateEnd(): number;
  /** Of the disk that holds the node's folder. */
  readDisk(): Promise<{ readonly freeBytes: number; readonly totalBytes: number }>;
  readMemoryFreeBytes(): number;
  readUps(): Promise<UpsFacts | undefined>;
  /** Where the node's backups stand, and what their drills showed. */
  readBackups(): BackupFacts;
  /** The last weekly look at itself. */
  readSelfTest(): SelfTestFacts | undefined;
  /** How long it was there for its users. */
  readAvailability(): readonly MonthAvailability[];
  /** What is wrong with the links as they are set up. */
  readLinkFaults(): readonly LinkSetupFault[];
  /** What the program is, and how its last upgrade ended. */
  readProgram(): ProgramFacts;
  /** Version of the bundle of roots that is trusted. */
  readTrustVersion?(): number;
}

export interface BoxGround {
  readonly dir: string;
  readonly version: string;
  /** Where the program lies. */
  readonly programFolder: string;
  readonly readCertificate: () => string;
  readonly readTrust: () => string;
  readonly readBackups: BoxReaders['readBackups'];
  readonly readLinkFaults: BoxReaders['readLinkFaults'];
  readonly readSelfTest: BoxReaders['readSelfTest'];
  readonly readAvailability: BoxReaders['readAvailability'];
}

/** The readers of a running program. */
export function systemReaders({
  dir,
  version,
  programFolder,
  readCertificate,
  readTrust,
  ...told
}: BoxGround): BoxReaders {
  return {
    version,
    readCertificateEnd: () => inspectCertificate(readCertificate()).notAfterMilliseconds,
    readDisk: async () => {
      // What the program itself may still use: some of a disk is root's.
      const { bsize, bavail, blocks } = await statfs(dir);
      return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
    },
    readMemoryFreeBytes: () => freemem(),
    readUps: () => readUps(),
    readProgram: () => readProgramFacts(programFolder),
    readTrustVersion: () => readBundle(readTrust()).version,
    ...told,
  };
}
