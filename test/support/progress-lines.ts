import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';

/** A file that says of each piece of a long run what came of it, one JSON object a line, so that a run that was cut goes on. */
export class ProgressLines<Line extends object> {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * What was run before; a line that a cut left unfinished is taken away. Makes the file when it is missing, so that one
   * that cannot be written is known before anything is run.
   * @throws Error when the file cannot be written or has something else in it
   */
  read(): readonly Line[] {
    appendFileSync(this.#path, '');
    const text = readFileSync(this.#path, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const lines = whole
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => this.#parse(line));
    if (whole.length < text.length) writeFileSync(this.#path, whole);
    return lines;
  }

  add(line: Line): void {
    appendFileSync(this.#path, `${JSON.stringify(line)}\n`);
  }

  #parse(line: string): Line {
    try {
      return JSON.parse(line) as Line;
    } catch {
      throw new Error(`${this.#path} is not a file of progress`);
    }
  }
}
