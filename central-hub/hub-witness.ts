import { Calm } from '../config/running/calm.js';
import type { HubEpochStore, HubWitness } from '../journal/hub-epoch-store.js';
import type { SyncStore } from '../journal/sync-store.js';
import { readTextIfThere, writeFileAtomically } from '../provisioning/folder/atomic-file.js';

export interface HubWitnessFileOptions {
  readonly path: string;
  readonly epochs: HubEpochStore;
  readonly sync: SyncStore;
  readonly onError: (error: unknown) => void;
}

/** How often at most it is written; what came since is told by the hellos of the sites. */
const writeMilliseconds = 1_000;

/** Says outside of the database how far it had come, so that one of an earlier day is known at its start (rule E14). */
export class HubWitnessFile {
  readonly #options: HubWitnessFileOptions;
  readonly #writes: Calm;

  constructor(options: HubWitnessFileOptions) {
    this.#options = options;
    this.#writes = new Calm(() => this.write().catch(options.onError), writeMilliseconds);
  }

  /** What was written last; `undefined` before the first time, and when it is damaged: then the hellos tell. */
  read(): HubWitness | undefined {
    try {
      const witness = JSON.parse(readTextIfThere(this.#options.path) ?? '') as HubWitness;
      return Number.isSafeInteger(witness.hubEpoch) ? witness : undefined;
    } catch {
      return undefined;
    }
  }

  /** Something was committed. */
  ask(): void {
    this.#writes.ask();
  }

  async write(): Promise<void> {
    const { epochs, sync, path } = this.#options;
    const { hubEpoch } = await sync.identity();
    const newest = await epochs.newestVersion();
    writeFileAtomically(path, `${JSON.stringify({ hubEpoch, ...(newest && { newest }) })}\n`);
  }

  /** Written once more at the end. */
  async stop(): Promise<void> {
    this.#writes.stop();
    await this.write();
  }
}
