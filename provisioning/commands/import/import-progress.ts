import type { ImportProgress } from '../../import/import-report.js';
import { type CommandContext, say } from '../command-context.js';
import { ProgressBar } from '../progress-bar.js';

const lineMilliseconds = 10_000;
const eventMilliseconds = 1_000;

/**
 * How far an import is: a bar on a terminal, a line now and then elsewhere, and under `--json` one object a line; all on
 * standard error.
 */
export class ImportProgressLine {
  readonly #context: CommandContext;
  readonly #now: () => number;
  readonly #json: boolean;
  #bar: ProgressBar;
  #stage: ImportProgress['stage'] = 'survey';
  #saidMilliseconds: number;

  constructor(context: CommandContext, now: () => number, json: boolean) {
    this.#context = context;
    this.#now = now;
    this.#json = json;
    this.#bar = new ProgressBar(context, now);
    this.#saidMilliseconds = now();
  }

  show(progress: ImportProgress): void {
    if (progress.stage !== this.#stage) {
      this.#stage = progress.stage;
      // The rate of reading says nothing of that of writing.
      this.#bar = new ProgressBar(this.#context, this.#now);
    }
    if (!this.#json && this.#context.isTerminal) {
      this.#bar.show(progress);
      return;
    }
    const now = this.#now();
    if (now - this.#saidMilliseconds < (this.#json ? eventMilliseconds : lineMilliseconds)) return;
    this.#saidMilliseconds = now;
    this.#context.error(this.#json ? `${JSON.stringify({ event: 'progress', ...progress })}\n` : this.#line(progress));
  }

  clear(): void {
    if (!this.#json) this.#bar.clear();
  }

  #line({ stage, bytesRead, bytesAll, resources }: ImportProgress): string {
    const percent = bytesAll === 0 ? 100 : Math.round((bytesRead / bytesAll) * 100);
    const done = say(
      this.#context,
      stage === 'survey' ? { en: 'looked through', fr: 'parcourues' } : { en: 'written', fr: 'enregistrées' },
    );
    return `${percent} % · ${resources} ${done}\n`;
  }
}
