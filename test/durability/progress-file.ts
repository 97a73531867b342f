import { ProgressLines } from '../support/progress-lines.js';

/** What both kinds of lines say. */
interface Line {
  readonly seed: number;
  /** On which it ran. */
  readonly commit: string;
  readonly acknowledged: number;
  /** In words. */
  readonly broken: readonly string[];
}

/** What came of the images of one workload. */
export interface ImagesLine extends Line {
  readonly part: 'images';
  readonly operations: number;
  readonly images: number;
}

/** What came of the kills over one folder. */
export interface KillsLine extends Line {
  readonly part: 'kills';
  readonly kills: number;
  /** Of all starts together, until the program served. */
  readonly bootMilliseconds: number;
}

/** A file that says what was looked at, so that a run that was cut goes on. Images and kills may share one. */
export class ProgressFile {
  readonly #path: string;
  readonly #lines: ProgressLines<ImagesLine | KillsLine>;

  constructor(path: string) {
    this.#path = path;
    this.#lines = new ProgressLines(path);
  }

  /**
   * What was run before.
   * @throws Error when the file cannot be written or has something else in it
   */
  read(): { readonly images: readonly ImagesLine[]; readonly kills: readonly KillsLine[] } {
    const images: ImagesLine[] = [];
    const kills: KillsLine[] = [];
    for (const line of this.#lines.read()) {
      if (line.part === 'images') images.push(line);
      else if (line.part === 'kills') kills.push(line);
      else throw new Error(`${this.#path} is not a file of progress of this run`);
    }
    return { images, kills };
  }

  add(line: ImagesLine | KillsLine): void {
    this.#lines.add(line);
  }
}

/** The seeds from `first` on that no line has. */
export function* seedsLeft(first: number, done: readonly Pick<Line, 'seed'>[]): Generator<number, never> {
  const known = new Set(done.map(({ seed }) => seed));
  for (let seed = first; ; seed += 1) if (!known.has(seed)) yield seed;
}
