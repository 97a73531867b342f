import { type Batch, decodeBatch } from '../../protocol/batch.js';
import { type Change, type Cursor, cursorStart, type LogScope } from '../../protocol/change.js';
import type { ControlMessage } from '../../protocol/control/control.js';
import type { LaneDurability } from '../../protocol/control/durability.js';
import { hubCode, parseSiteCode } from '../../protocol/ids.js';
import { type Lane, lanes } from '../../protocol/lane.js';
import { Problem } from '../../protocol/problem.js';
import { type Admission, admitBatch } from '../../protocol/receiver.js';

/** A mistake that is planted into the receiver; the checks of the simulation must find each of them. */
export type PlantedBug = 'none' | 'cursor-unchecked' | 'dedupe-removed' | 'receipt-before-commit';

const site = parseSiteCode('7KD');

/** The site's own log of a lane. */
export function scopeOf(lane: Lane): LogScope {
  return { direction: 'up', site, epoch: 1, lane };
}

interface Held {
  readonly cursor: Cursor;
  readonly applied: readonly Change[];
  readonly chains: readonly Uint8Array[];
}

/** A hub in memory that admits, commits and receipts by the rules; a crash loses what is not committed. */
export class SimulatedHub {
  readonly #bug: PlantedBug;
  readonly #answer: (message: ControlMessage) => void;
  readonly #owed = new Set<Lane>();
  #committed: ReadonlyMap<Lane, Held> = new Map(lanes.map((lane) => [lane, emptyLane(lane)]));
  #working = this.#committed;

  constructor(bug: PlantedBug, answer: (message: ControlMessage) => void) {
    this.#bug = bug;
    this.#answer = answer;
  }

  /** Takes one batch from the topic of `lane`; false when it was refused. */
  receive(lane: Lane, bytes: Uint8Array): boolean {
    try {
      this.#apply(lane, decodeBatch(bytes, new Map()));
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#answer({ kind: 'refusal', code: error.code, lane });
      return false;
    }
  }

  commit(): void {
    this.#committed = this.#working;
    if (this.#bug !== 'receipt-before-commit') for (const lane of this.#owed) this.#sendReceipt(lane);
    this.#owed.clear();
  }

  crash(): void {
    this.#working = this.#committed;
    this.#owed.clear();
  }

  applied(lane: Lane): readonly Change[] {
    return this.#working.get(lane)?.applied ?? [];
  }

  durability(lane: Lane): LaneDurability {
    return durabilityOf(lane, this.#committed);
  }

  durabilities(): readonly LaneDurability[] {
    return lanes.map((lane) => this.durability(lane));
  }

  #apply(lane: Lane, batch: Batch): void {
    const { header, changes, chains } = batch;
    if (header.lane !== lane || header.origin !== site) throw new Problem('scope-forged');
    if (header.epoch !== 1) throw new Problem('epoch-unknown');
    const held = this.#working.get(lane) ?? emptyLane(lane);
    const admission = this.#admit(held, batch);
    if (admission.kind === 'gap') throw new Problem('batch-gap');
    if (admission.kind === 'fork') throw new Problem('batch-fork');
    if (admission.kind === 'apply') {
      this.#working = new Map(this.#working).set(lane, {
        cursor: { seq: header.to, chain: header.chainAfter },
        applied: [...held.applied, ...changes.slice(admission.skip)],
        chains: [...held.chains, ...chains.slice(admission.skip)],
      });
    }
    this.#owed.add(lane);
    if (this.#bug === 'receipt-before-commit') this.#sendReceipt(lane);
  }

  #admit(held: Held, batch: Batch): Admission {
    const admission = admitBatch(held.cursor, batch, (seq) => held.chains[seq]);
    const unchecked = this.#bug === 'cursor-unchecked' && admission.kind === 'gap';
    const repeated = this.#bug === 'dedupe-removed' && admission.kind !== 'gap';
    return unchecked || repeated ? { kind: 'apply', skip: 0 } : admission;
  }

  #sendReceipt(lane: Lane): void {
    const durability = durabilityOf(lane, this.#bug === 'receipt-before-commit' ? this.#working : this.#committed);
    this.#answer({ kind: 'receipt', node: hubCode, hubEpoch: 1, epoch: 1, ...durability, rejects: [] });
  }
}

function emptyLane(lane: Lane): Held {
  const cursor = cursorStart(scopeOf(lane));
  return { cursor, applied: [], chains: [cursor.chain] };
}

function durabilityOf(lane: Lane, hub: ReadonlyMap<Lane, Held>): LaneDurability {
  const { cursor } = hub.get(lane) ?? emptyLane(lane);
  return { lane, durable: cursor, safeSeq: 0, creditBytes: 2000 };
}
