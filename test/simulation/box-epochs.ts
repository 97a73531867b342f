import { join } from 'node:path';
import { createLogger } from '../../config/running/logger.js';
import { type Admittance, EpochKeeper } from '../../edge-agent/epochs/epoch-keeper.js';
import { LeaseFile } from '../../edge-agent/epochs/lease-file.js';
import { WitnessFile } from '../../edge-agent/epochs/witness-file.js';
import type { Journal } from '../../journal/open.js';
import type { Welcome } from '../../protocol/control/welcome.js';
import { Problem } from '../../protocol/problem.js';
import type { Disk } from './disk.js';

export interface BoxEpochsOptions {
  readonly folder: string;
  readonly journal: Journal;
  readonly disk: Disk;
  /** Names this run of the program. */
  readonly bootId: string;
  readonly randomBytes: (length: number) => Uint8Array;
  /** The site has judged a welcome, and its session is open at both ends. */
  readonly onAdmitted: (welcome: Welcome) => void;
}

const logger = createLogger('simulation', 'silent');

/** Says which log a box writes. The witness and the lease stand in files outside of the database, as in the program. */
export class BoxEpochs extends EpochKeeper {
  readonly #disk: Disk;
  readonly #onAdmitted: (welcome: Welcome) => void;

  constructor({ folder, journal, disk, bootId, randomBytes, onAdmitted }: BoxEpochsOptions) {
    const witness = new WitnessFile({
      path: join(folder, 'witness.json'),
      readHeads: (log) => journal.sync.heads(log),
    });
    super({
      ...{ journal, logger, bootId },
      witness: {
        read: () => witness.read(),
        begin: (log) => witness.begin(log),
        async cover(log, lane, to) {
          disk.reach('before-witness');
          await witness.cover(log, lane, to);
          disk.reach('after-witness');
        },
      },
      lease: new LeaseFile(join(folder, 'lease.json'), randomBytes),
    });
    this.#disk = disk;
    this.#onAdmitted = onAdmitted;
  }

  override async admit(welcome: Welcome, saidEpoch: number): Promise<Admittance> {
    const admittance = await super.admit(welcome, saidEpoch).catch((error: unknown) => this.#unlessPlanted(error));
    if (admittance === 'open') this.#onAdmitted(welcome);
    return admittance;
  }

  /** With a planted mistake: what the hub holds of this log and the box does not is no matter here either. */
  #unlessPlanted(error: unknown): Admittance {
    if (this.#disk.plant === 'welcome-unjudged' && error instanceof Problem && error.code === 'batch-fork')
      return 'open';
    throw error;
  }
}
