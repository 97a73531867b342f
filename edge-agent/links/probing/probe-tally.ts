import { countDistance, openProbe, type Probe, type ProbeKind, sealProbe } from '../../../protocol/probe/probe.js';
import type { ProbeKey } from '../../../protocol/probe/probe-key.js';

/** Probes without an answer that are remembered; the oldest is forgotten first. */
const outstandingMax = 256;

const request: ProbeKind = 'request';
const answer: ProbeKind = 'answer';

/** What an answer shows. The counts begin anew with each key. */
export interface ProbeAnswer {
  readonly sequence: number;
  readonly roundTripMilliseconds: number;
  /** Of the probes up to this one, how many have not come to the hub; undefined when they came out of order. */
  readonly lostUp: number | undefined;
  /** How many answers of the hub have not come here. */
  readonly lostDown: number | undefined;
}

/** The probes of one link under one key: numbers them, and tells what their answers show (rules L13, L15). */
export class ProbeTally {
  readonly #key: ProbeKey;
  readonly #sentAt = new Map<number, number>();
  #sequence = 0;
  #answered = 0;

  constructor(key: ProbeKey) {
    this.#key = key;
  }

  get tag(): number {
    return this.#key.tag;
  }

  /** The next probe. @param milliseconds of a steady clock */
  next(milliseconds: number): { readonly sequence: number; readonly bytes: Uint8Array } {
    this.#sequence += 1;
    const sequence = this.#sequence;
    this.#sentAt.set(sequence, milliseconds);
    const [oldest] = this.#sentAt.keys();
    if (this.#sentAt.size > outstandingMax && oldest !== undefined) this.#sentAt.delete(oldest);
    const probe: Probe = { tag: this.#key.tag, sequence, count: this.#answered, milliseconds };
    return { sequence, bytes: sealProbe(request, this.#key.key, probe) };
  }

  /** What an answer shows, or why it is none to a probe of ours that waits for one. */
  take(bytes: Uint8Array, milliseconds: number): ProbeAnswer | 'forged' | 'replayed' {
    const probe = openProbe(answer, this.#key.key, bytes);
    if (probe === undefined) return 'forged';
    const { sequence, count } = probe;
    const sentAt = this.#sentAt.get(sequence);
    if (sentAt === undefined) return 'replayed';
    this.#sentAt.delete(sequence);
    this.#answered += 1;
    return {
      sequence,
      roundTripMilliseconds: Math.max(0, milliseconds - sentAt),
      lostUp: atLeastNone(countDistance(sequence, count)),
      lostDown: atLeastNone(countDistance(count, this.#answered)),
    };
  }
}

function atLeastNone(lost: number): number | undefined {
  return lost < 0 ? undefined : lost;
}
