import { type CommandContext, say } from './command-context.js';
import { Pace } from './pace.js';

const barCharacters = 24;
const drawMilliseconds = 100;

/** How far something long is; without `resources` it is counted in bytes. */
export interface ShownProgress {
  readonly bytesRead: number;
  readonly bytesAll: number;
  readonly resources?: number;
}

/** Draws how far an import or a copy is, at what rate and how long it will take, on one line of standard error. */
export class ProgressBar {
  readonly #context: CommandContext;
  readonly #now: () => number;
  readonly #pace = new Pace();
  #drawnMilliseconds = 0;

  constructor(context: CommandContext, now: () => number) {
    this.#context = context;
    this.#now = now;
  }

  show(progress: ShownProgress): void {
    if (!this.#context.isTerminal) return;
    const now = this.#now();
    const line = this.#line(progress, now);
    if (now - this.#drawnMilliseconds < drawMilliseconds) return;
    this.#drawnMilliseconds = now;
    this.#context.error(`\r\x1b[K${line}`);
  }

  clear(): void {
    if (this.#context.isTerminal) this.#context.error('\r\x1b[K');
  }

  #line({ bytesRead, bytesAll, resources }: ShownProgress, nowMilliseconds: number): string {
    const share = bytesAll === 0 ? 1 : Math.min(1, bytesRead / bytesAll);
    const bar = '█'.repeat(Math.round(share * barCharacters)).padEnd(barCharacters, '░');
    const done = resources ?? Math.round(bytesRead / 1e6);
    const { perSecond: rate, secondsLeft } = this.#pace.note(done, share, nowMilliseconds);
    const left = secondsLeft === null ? '–' : `${secondsLeft} s`;
    const unit = resources === undefined ? say(this.#context, { en: ' MB', fr: ' Mo' }) : '';
    const tail = say(this.#context, { en: `${rate}/s · ${left} left`, fr: `${rate}/s · reste ${left}` });
    return `${bar} ${Math.round(share * 100)} % · ${done}${unit} · ${tail}`;
  }
}
