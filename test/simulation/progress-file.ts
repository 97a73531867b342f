import { ProgressLines } from '../support/progress-lines.js';
import type { StretchReport } from './stretches.js';
import type { SeedSettings } from './tally.js';

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
  read({ kind, plant, disasters }: SeedSettings): readonly StretchReport[] {
    const reports = this.#lines.read();
    const other = reports.find(
      (report) => report.kind !== kind || report.plant !== plant || report.disasters !== disasters,
    );
    if (other !== undefined) throw new Error(`${this.#path} tells of seeds that were run with other settings`);
    return reports;
  }

  add(report: StretchReport): void {
    this.#lines.add(report);
  }
}
