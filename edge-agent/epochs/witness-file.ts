import type { LogKey } from '../../journal/sync-store.js';
import type { Cursor } from '../../protocol/change.js';
import type { LaneCursor } from '../../protocol/control/durability.js';
import type { Witness } from '../../protocol/epoch/witness.js';
import { type Lane, parseLane } from '../../protocol/lane.js';
import { readTextIfThere, writeFileAtomically } from '../../provisioning/folder/atomic-file.js';

export interface WitnessFileOptions {
  readonly path: string;
  /** The last change of each lane that is committed. */
  readonly readHeads: (log: LogKey) => Promise<readonly LaneCursor[]>;
}

/**
 * Says outside of the database how far the log is committed, before anything of it is sent (rule E9): a database of an
 * earlier day is then told from one that nobody has heard of. One write covers all that is committed.
 */
export class WitnessFile {
  readonly #options: WitnessFileOptions;
  #epoch = 0;
  #covered: ReadonlyMap<Lane, number> = new Map();

  constructor(options: WitnessFileOptions) {
    this.#options = options;
  }

  /** What was written last; `undefined` before the first time, and when it is damaged: then the hub's cursors tell. */
  read(): Witness | undefined {
    const text = readTextIfThere(this.#options.path);
    return text === undefined ? undefined : parseWitness(text);
  }

  /**
   * Resolves when the file names the epoch, with fsync of file and folder. A log that the hub has moved to may be empty
   * for long: a database that is put back meanwhile must not take that epoch a second time, from another fork.
   */
  async begin(log: LogKey): Promise<void> {
    if (this.#epoch === log.epoch || this.read()?.epoch === log.epoch) return;
    await this.#write(log);
  }

  /** Resolves when the file covers the cursor, with fsync of file and folder. */
  async cover(log: LogKey, lane: Lane, to: Cursor): Promise<void> {
    if (this.#epoch === log.epoch && (this.#covered.get(lane) ?? 0) >= to.seq) return;
    await this.#write(log);
  }

  async #write(log: LogKey): Promise<void> {
    const heads = (await this.#options.readHeads(log)).filter(({ seq }) => seq > 0);
    const lanes = heads.map((head) => ({ ...head, chain: Buffer.from(head.chain).toString('hex') }));
    writeFileAtomically(this.#options.path, `${JSON.stringify({ epoch: log.epoch, lanes })}\n`);
    this.#epoch = log.epoch;
    this.#covered = new Map(heads.map((head) => [head.lane, head.seq]));
  }
}

interface WitnessText {
  readonly epoch: number;
  readonly lanes: readonly { readonly lane: number; readonly seq: number; readonly chain: string }[];
}

function parseWitness(text: string): Witness | undefined {
  try {
    const { epoch, lanes } = JSON.parse(text) as WitnessText;
    if (!Number.isSafeInteger(epoch)) throw new Error('epoch');
    const cursors = lanes.map(({ lane, seq, chain }) => {
      const bytes = Buffer.from(chain, 'hex');
      if (!Number.isSafeInteger(seq) || bytes.length !== 32) throw new Error('cursor');
      return { lane: parseLane(lane), seq, chain: bytes };
    });
    return { epoch, cursors };
  } catch {
    return undefined;
  }
}
