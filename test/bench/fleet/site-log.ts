import type { Dictionaries } from '../../../protocol/batch.js';
import { type Batch, type BatchHeader, encodeBatch, protocolVersion, schemaVersion } from '../../../protocol/batch.js';
import { type Change, type Cursor, chainStart, nextChain } from '../../../protocol/change.js';
import type { SiteCode } from '../../../protocol/ids.js';
import type { Lane } from '../../../protocol/lane.js';
import { limits } from '../../../protocol/limits.js';
import type { MintedVisit } from './visit-mint.js';

/** A batch as it goes on the wire, and the cursor that its receipt must name. */
export interface ReadyBatch {
  readonly lane: Lane;
  readonly from: number;
  readonly to: Cursor;
  readonly bytes: Uint8Array;
}

/** No visit of the generator has more resources. */
const visitChangesMax = 32;

interface OpenRun {
  from: number;
  chainBefore: Uint8Array;
  chain: Uint8Array;
  changes: Change[];
  chains: Uint8Array[];
}

/** Writes the log of one site, cut into batches of whole groups as its uplink would cut them. */
export class SiteLog {
  readonly #site: SiteCode;
  readonly #epoch: number;
  readonly #runs = new Map<Lane, OpenRun>();

  constructor(site: SiteCode, epoch: number) {
    this.#site = site;
    this.#epoch = epoch;
  }

  /** Adds a visit; gives the batch that is full with it. */
  add({ lane, changes }: MintedVisit): Batch | undefined {
    const run = this.#runs.get(lane) ?? this.#begin(lane);
    for (const change of changes) {
      run.chain = nextChain(run.chain, change);
      run.changes.push(change);
      run.chains.push(run.chain);
    }
    return run.changes.length + visitChangesMax > limits.batchChangesMax ? this.#cut(lane, run) : undefined;
  }

  /** What is left. */
  finish(): readonly Batch[] {
    return [...this.#runs].filter(([, run]) => run.changes.length > 0).map(([lane, run]) => this.#cut(lane, run));
  }

  #begin(lane: Lane): OpenRun {
    const start = chainStart({ direction: 'up', site: this.#site, epoch: this.#epoch, lane });
    const run = { from: 1, chainBefore: start, chain: start, changes: [], chains: [] };
    this.#runs.set(lane, run);
    return run;
  }

  #cut(lane: Lane, run: OpenRun): Batch {
    const { from, chainBefore, chain: chainAfter, changes, chains } = run;
    const to = from + changes.length - 1;
    const header: BatchHeader = {
      ...{ protocol: protocolVersion, schema: schemaVersion, origin: this.#site, epoch: this.#epoch, lane },
      ...{ from, to, chainBefore, chainAfter, dictionary: 0 },
    };
    this.#runs.set(lane, { from: to + 1, chainBefore: chainAfter, chain: chainAfter, changes: [], chains: [] });
    return { header, changes, chains };
  }
}

export function readyBatch({ header, changes }: Batch, dictionary: number, dictionaries: Dictionaries): ReadyBatch {
  const { lane, from, to, chainAfter } = header;
  const bytes = encodeBatch({ ...header, dictionary }, changes, dictionaries);
  return { lane, from, to: { seq: to, chain: chainAfter }, bytes };
}
