import { Problem } from '../problem.js';
import type { BinaryCoder } from './arithmetic-coder.js';

const slotsCount = 1 << 16;
const mixersCount = 256;
const inputs = 3;
/** Counts beyond this no longer slow a probability down, so that it goes on following the data. */
const countMax = 30;
const weightOne = 1 << 16;
const weightMax = 4 * weightOne;
const learningRate = 3;

/** `reciprocals[n]` = 2^14 / (n + 1.5): how far the next outcome moves a probability that has seen n. */
const reciprocals = Int32Array.from({ length: countMax + 1 }, (_, count) => Math.floor((2 * 16384) / (2 * count + 3)));

/** 4096 / (1 + e^-x) at x = −8, −7.5 … 8; between them {@link squash} interpolates. */
const logistic = Int32Array.of(
  ...[1, 2, 3, 6, 10, 16, 27, 45, 73, 120, 194, 310, 488, 747, 1101, 1546, 2047, 2549, 2994, 3348, 3607, 3785, 3901],
  ...[3975, 4022, 4050, 4068, 4079, 4085, 4089, 4092, 4093, 4094],
);

/** The probability in 1/4096 of a logit in 1/256. */
function squash(logit: number): number {
  if (logit > 2047) return 4095;
  if (logit < -2047) return 1;
  const index = (logit >> 7) + 16;
  const weight = logit & 127;
  return ((logistic[index] ?? 0) * (128 - weight) + (logistic[index + 1] ?? 0) * weight + 64) >> 7;
}

/** The inverse of {@link squash}, by search, so that it is the same on every machine. */
const logits = ((): Int32Array => {
  const table = new Int32Array(4096);
  let next = 0;
  for (let logit = -2047; logit <= 2047; logit += 1) {
    const probability = squash(logit);
    for (; next <= probability; next += 1) table[next] = logit;
  }
  for (; next < 4096; next += 1) table[next] = 2047;
  return table;
})();

/** What all decisions have taught so far; copied before each batch from what the dictionary taught. */
export class DecisionState {
  /** Probability of a 1 in 1/65536. */
  readonly probabilities = new Uint16Array(slotsCount).fill(0x8000);
  readonly counts = new Uint8Array(slotsCount);
  readonly weights = new Int32Array(mixersCount * inputs).fill(Math.floor(weightOne * 0.4));

  copyFrom(other: DecisionState): void {
    this.probabilities.set(other.probabilities);
    this.counts.set(other.counts);
    this.weights.set(other.weights);
  }
}

/**
 * Binary decisions, each predicted from up to three contexts whose probabilities are mixed in the logistic domain by
 * weights that learn (Mahoney 2005, §2.2). All arithmetic is of integers: both ends must come to the same numbers.
 */
export class Decisions {
  readonly #state: DecisionState;
  readonly #coder: BinaryCoder;
  readonly decoding: boolean;
  #decisionsLeft: number;
  #charactersLeft: number;

  /** @param bounds how many decisions a batch may take, and how many characters they may call forth */
  constructor(
    state: DecisionState,
    coder: BinaryCoder,
    bounds: { readonly decisionsMax: number; readonly charactersMax: number },
  ) {
    this.#state = state;
    this.#coder = coder;
    this.decoding = coder.decoding;
    this.#decisionsLeft = bounds.decisionsMax;
    this.#charactersLeft = bounds.charactersMax;
  }

  /** So many characters more come out of a batch: a few decisions may repeat much. */
  grow(characters: number): void {
    this.#charactersLeft -= characters;
    if (this.#charactersLeft < 0) throw new Problem('batch-malformed', 'grows too large');
  }

  /** A decision whose contexts are three hashes; `mixer` (0–255) chooses the weights. */
  mixed(first: number, second: number, third: number, mixer: number, bit: number): number {
    this.#spend();
    const { probabilities, weights } = this.#state;
    const slotA = first >>> 16;
    const slotB = second >>> 16;
    const slotC = third >>> 16;
    const logitA = logits[(probabilities[slotA] ?? 0) >>> 4] ?? 0;
    const logitB = logits[(probabilities[slotB] ?? 0) >>> 4] ?? 0;
    const logitC = logits[(probabilities[slotC] ?? 0) >>> 4] ?? 0;
    const set = mixer * inputs;
    const sum = logitA * (weights[set] ?? 0) + logitB * (weights[set + 1] ?? 0) + logitC * (weights[set + 2] ?? 0);
    const probability = squash(sum >> 16);
    const outcome = this.#coder.code(probability, bit);
    const error = ((outcome << 12) - probability) * learningRate;
    this.#learn(set, logitA * error);
    this.#learn(set + 1, logitB * error);
    this.#learn(set + 2, logitC * error);
    this.#adapt(slotA, outcome);
    this.#adapt(slotB, outcome);
    this.#adapt(slotC, outcome);
    return outcome;
  }

  /** A decision of one context. */
  simple(context: number, bit: number): number {
    this.#spend();
    const slot = context >>> 16;
    const probability = (this.#state.probabilities[slot] ?? 0) >>> 4;
    const outcome = this.#coder.code(probability < 1 ? 1 : probability, bit);
    this.#adapt(slot, outcome);
    return outcome;
  }

  /** `length` bits (at most 30) that nothing predicts, the highest first. */
  raw(length: number, value: number): number {
    let result = 0;
    for (let place = length - 1; place >= 0; place -= 1) {
      this.#spend();
      result = (result << 1) | this.#coder.code(2048, (value >>> place) & 1);
    }
    return result;
  }

  #spend(): void {
    this.#decisionsLeft -= 1;
    if (this.#decisionsLeft < 0) throw new Problem('batch-malformed', 'too many decisions');
  }

  #learn(index: number, delta: number): void {
    const { weights } = this.#state;
    const weight = (weights[index] ?? 0) + ((delta + 0x2000) >> 14);
    weights[index] = weight > weightMax ? weightMax : weight < -weightMax ? -weightMax : weight;
  }

  #adapt(slot: number, outcome: number): void {
    const { probabilities, counts } = this.#state;
    const count = counts[slot] ?? 0;
    const probability = probabilities[slot] ?? 0;
    const target = outcome === 1 ? 0xffff : 0;
    probabilities[slot] = probability + (((target - probability) * (reciprocals[count] ?? 0)) >> 14);
    if (count < countMax) counts[slot] = count + 1;
  }
}

/** Mixes a value into a hash; the upper 16 bits are the best. */
export function mix(hash: number, value: number): number {
  const product = Math.imul(hash ^ value, 0x9e37_79b1);
  return Math.imul(product ^ (product >>> 15), 0x85eb_ca77) >>> 0;
}
