import type { ImportProgress } from '../../import/import-report.js';
import { type CommandContext, say } from '../command-context.js';
import { Pace } from '../pace.js';
import { ProgressBar, type ShownProgress } from '../progress-bar.js';

const lineMilliseconds = 10_000;
const eventMilliseconds = 1_000;

/** How far taking an import back is. */
export interface UndoProgress {
  readonly stage: 'undo';
  /** Changes of the import that were looked at, in this run and before. */
  readonly resources: number;
  readonly resourcesAll: number;
}

type Shown = ImportProgress | UndoProgress;

/**
 * How far an import, or its undoing, is: a bar on a terminal, a line now and then elsewhere, and under `--json` one object
 * a line, the first of each stage at once; all on standard error, with the rate and the time that is left.
 */
export class ImportProgressLine {
  readonly #context: CommandContext;
  readonly #now: () => number;
  readonly #json: boolean;
  #bar: ProgressBar;
  #pace = new Pace();
  #stage: Shown['stage'] | undefined;
  #saidMilliseconds: number;

  constructor(context: CommandContext, now: () => number, json: boolean) {
    this.#context = context;
    this.#now = now;
    this.#json = json;
    this.#bar = new ProgressBar(context, now);
    this.#saidMilliseconds = now();
  }

  show(progress: Shown): void {
    const isNewStage = progress.stage !== this.#stage;
    if (isNewStage) {
      this.#stage = progress.stage;
      // The rate of reading says nothing of that of writing.
      this.#bar = new ProgressBar(this.#context, this.#now);
      this.#pace = new Pace();
    }
    if (!this.#json && this.#context.isTerminal) {
      this.#bar.show(countedIn(progress));
      return;
    }
    const now = this.#now();
    const pace = this.#pace.note(progress.resources, shareOf(progress), now);
    const isDue = now - this.#saidMilliseconds >= (this.#json ? eventMilliseconds : lineMilliseconds);
    if (!isDue && !(this.#json && isNewStage)) return;
    this.#saidMilliseconds = now;
    const { perSecond: resourcesPerSecond, secondsLeft } = pace;
    this.#context.error(
      this.#json
        ? `${JSON.stringify({ event: 'progress', ...progress, resourcesPerSecond, secondsLeft })}\n`
        : this.#line(progress, resourcesPerSecond, secondsLeft),
    );
  }

  clear(): void {
    if (!this.#json) this.#bar.clear();
  }

  #line(progress: Shown, rate: number, secondsLeft: number | null): string {
    const done = say(this.#context, doneWords[progress.stage]);
    const left = secondsLeft === null ? '–' : `${secondsLeft} s`;
    const tail = say(this.#context, { en: `${rate}/s · ${left} left`, fr: `${rate}/s · reste ${left}` });
    return `${Math.round(shareOf(progress) * 100)} % · ${progress.resources} ${done} · ${tail}\n`;
  }
}

const doneWords = {
  survey: { en: 'looked through', fr: 'parcourues' },
  write: { en: 'written', fr: 'enregistrées' },
  undo: { en: 'taken back', fr: 'annulées' },
} as const;

/** By resources once it is known how many there are: a small file is read at once, and written long after. */
function countedIn(progress: Shown): ShownProgress {
  if (progress.stage !== 'undo' && progress.resourcesAll === undefined) return progress;
  const { resources, resourcesAll = resources } = progress;
  return { bytesRead: resources, bytesAll: resourcesAll, resources };
}

function shareOf(progress: Shown): number {
  const { bytesRead, bytesAll } = countedIn(progress);
  return bytesAll === 0 ? 1 : Math.min(1, bytesRead / bytesAll);
}
