import { type CommandContext, say } from './command-context.js';

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
  readonly #startedMilliseconds: number;
  #drawnMilliseconds = 0;

  constructor(context: CommandContext, now: () => number) {
    this.#context = context;
    this.#now = now;
    this.#startedMilliseconds = now();
  }

  show(progress: ShownProgress): void {
    const now = this.#now();
    if (!this.#context.isTerminal || now - this.#drawnMilliseconds < drawMilliseconds) return;
    this.#drawnMilliseconds = now;
    this.#context.error(`\r\x1b[K${this.#line(progress, now - this.#startedMilliseconds)}`);
  }

  clear(): void {
    if (this.#context.isTerminal) this.#context.error('\r\x1b[K');
  }

  #line({ bytesRead, bytesAll, resources }: ShownProgress, elapsedMilliseconds: number): string {
    const share = bytesAll === 0 ? 1 : Math.min(1, bytesRead / bytesAll);
    const bar = '█'.repeat(Math.round(share * barCharacters)).padEnd(barCharacters, '░');
    const seconds = Math.max(0.001, elapsedMilliseconds / 1000);
    const left = share === 0 ? '–' : `${Math.round((seconds / share) * (1 - share))} s`;
    const done = resources ?? Math.round(bytesRead / 1e6);
    const rate = Math.round(done / seconds);
    const unit = resources === undefined ? say(this.#context, { en: ' MB', fr: ' Mo' }) : '';
    const tail = say(this.#context, { en: `${rate}/s · ${left} left`, fr: `${rate}/s · reste ${left}` });
    return `${bar} ${Math.round(share * 100)} % · ${done}${unit} · ${tail}`;
  }
}
