import type { LinkTestFigures, RoundTripQuantiles } from '../../../protocol/orders/path-test-report.js';
import type { ProbeAnswer } from '../../links/probing/probe-tally.js';

/** A probe and its answer are 52 bytes each over IPv4 (rule L10). */
const wireBytes = 52;

/** What an answer counted at both ends. */
type Counts = Pick<ProbeAnswer, 'sequence' | 'lostUp' | 'lostDown'>;

/** The probes of one test over one link, and what came back. */
export class PathTally {
  /** The latest answer before the test: losses are counted from there. */
  readonly #before: Counts | undefined;
  readonly #waiting = new Set<number>();
  readonly #roundTrips: number[] = [];
  #sent = 0;
  #last: number;
  #latest: Counts | undefined;
  /** A new session has begun the numbers anew: what was under way is lost. */
  #renumbered = false;

  constructor(before: Counts | undefined) {
    this.#before = before;
    this.#last = before?.sequence ?? 0;
  }

  noteSent(sequence: number): void {
    if (sequence <= this.#last) {
      this.#renumbered = true;
      this.#waiting.clear();
    }
    this.#last = sequence;
    this.#sent += 1;
    this.#waiting.add(sequence);
  }

  /** Any answer on the link: others probe it too, and the counts are of all. */
  noteAnswer(answer: ProbeAnswer): void {
    if (answer.lostUp !== undefined && answer.lostDown !== undefined) this.#latest = answer;
    if (this.#waiting.delete(answer.sequence)) this.#roundTrips.push(answer.roundTripMilliseconds);
  }

  get sent(): number {
    return this.#sent;
  }

  figures(): Omit<LinkTestFigures, 'link' | 'interfaceMtuBytes'> {
    const sent = this.#sent;
    const answered = this.#roundTrips.length;
    return {
      ...{ sent, answered, lossFraction: sent === 0 ? 0 : rounded((sent - answered) / sent, 4) },
      ...this.#losses(),
      roundTrip: quantilesOf(this.#roundTrips),
      bytes: (sent + answered) * wireBytes,
    };
  }

  #losses(): Pick<LinkTestFigures, 'lossUpFraction' | 'lossDownFraction'> {
    const unknown = { lossUpFraction: null, lossDownFraction: null };
    const before = this.#before ?? { sequence: 0, lostUp: 0, lostDown: 0 };
    const latest = this.#latest;
    if (latest === undefined || this.#renumbered) return unknown;
    const sent = latest.sequence - before.sequence;
    const lostUp = (latest.lostUp ?? 0) - (before.lostUp ?? 0);
    const lostDown = (latest.lostDown ?? 0) - (before.lostDown ?? 0);
    const came = sent - lostUp;
    // Answers that overtook each other count each other as lost for a moment.
    if (came <= 0 || lostUp < 0 || lostDown < 0 || lostDown > came) return unknown;
    return { lossUpFraction: rounded(lostUp / sent, 4), lossDownFraction: rounded(lostDown / came, 4) };
  }
}

/** By the nearest rank; `null` of none. */
export function quantilesOf(values: readonly number[]): RoundTripQuantiles | null {
  const sorted = [...values].sort((left, right) => left - right);
  const at = (share: number) => rounded(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0, 1);
  if (sorted.length === 0) return null;
  return { min: at(0), p25: at(0.25), median: at(0.5), p75: at(0.75), p95: at(0.95), max: at(1) };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
