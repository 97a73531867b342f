/** Where a long run stands. */
export interface Stand {
  /** In all, of runs before this one too. */
  readonly done: number;
  readonly wanted: number;
  /** In this run. */
  readonly doneNow: number;
  /** Since it began. */
  readonly seconds: number;
  readonly broken: number;
}

/** `images: 12000 of 1000000, 85.1 a second, 3 h 14 min left`. */
export function wordsOf(what: string, { done, wanted, doneNow, seconds, broken }: Stand): string {
  const rate = seconds > 0 ? doneNow / seconds : 0;
  const left = Math.max(0, wanted - done);
  const parts = [`${what}: ${done} of ${wanted}`, `${rate.toFixed(1)} a second`];
  if (left > 0 && rate > 0) parts.push(`${durationOf(left / rate)} left`);
  if (broken > 0) parts.push(`${broken} BROKEN`);
  return parts.join(', ');
}

function durationOf(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export interface TellerOptions {
  /** What is counted. */
  readonly what: string;
  readonly wanted: number;
  /** Of runs before this one. */
  readonly doneBefore: number;
  readonly print: (line: string) => void;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
}

const tellEveryMilliseconds = 10_000;

/** Says now and then how far a run is; first what there is of it already. */
export class ProgressTeller {
  readonly #options: TellerOptions;
  readonly #startedAt: number;
  #toldAt: number;

  constructor(options: TellerOptions) {
    this.#options = options;
    this.#startedAt = options.now();
    this.#toldAt = this.#startedAt;
    const { what, wanted, doneBefore, print } = options;
    print(doneBefore === 0 ? `${what}: ${wanted} wanted` : `${what}: ${doneBefore} of ${wanted} were done before`);
  }

  tell(done: number, broken: number): void {
    const { what, wanted, doneBefore, print, now } = this.#options;
    const isOver = done >= wanted;
    if (now() - this.#toldAt < tellEveryMilliseconds && !isOver) return;
    this.#toldAt = now();
    const seconds = (this.#toldAt - this.#startedAt) / 1000;
    print(wordsOf(what, { done, wanted, doneNow: done - doneBefore, seconds, broken }));
  }
}
