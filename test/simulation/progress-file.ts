import { ProgressLines } from '../support/progress-lines.js';
import type { StretchReport } from './stretches.js';
import type { SeedSettings } from './tally.js';

const names = ['kind', 'plant', 'disasters', 'siteCount'] as const;

/** A file that says of each stretch of seeds what came of it, so that a run that was cut goes on. */
export class ProgressFile {
  readonly #path: string;
  readonly #lines: ProgressLines<StretchReport>;

  constructor(path: string) {
    this.#path = path;
    this.#lines = new ProgressLines(path);
  }

  /**
   * What was run before.
   * @throws Error when seeds were run with other settings, or it is no such file
   */
  read(settings: SeedSettings): readonly StretchReport[] {
    const reports = this.#lines.read();
    const other = reports.find((report) => names.some((name) => report[name] !== settings[name]));
    if (other !== undefined) throw new Error(`${this.#path} tells of seeds that were run with other settings`);
    return reports;
  }

  add(report: StretchReport): void {
    this.#lines.add(report);
  }
}
