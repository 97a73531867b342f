import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { StretchReport } from './stretches.js';
import type { SeedSettings } from './tally.js';

/** A file that says of each stretch of seeds what came of it, one JSON object a line, so that a run that was cut goes on. */
export class ProgressFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * What was run before; a line that a cut left unfinished is taken away.
   * @throws Error when seeds were run with other settings
   */
  read({ kind, plant, disasters }: SeedSettings): readonly StretchReport[] {
    if (!existsSync(this.#path)) return [];
    const text = readFileSync(this.#path, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) writeFileSync(this.#path, whole);
    const reports = whole
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as StretchReport);
    const other = reports.find(
      (report) => report.kind !== kind || report.plant !== plant || report.disasters !== disasters,
    );
    if (other !== undefined) throw new Error(`${this.#path} tells of seeds that were run with other settings`);
    return reports;
  }

  add(report: StretchReport): void {
    appendFileSync(this.#path, `${JSON.stringify(report)}\n`);
  }
}

/** The commit that this is, and whether something is not committed; `unknown` outside of a repository. */
export function commitHere(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty', '--abbrev=12', '--exclude=*'], {
      encoding: 'utf8',
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
}
