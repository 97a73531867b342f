import type { StopReport } from '../config/running/ordered-stop.js';
import { type EdgeOptions, type RunningEdge, startEdge } from './composition.js';

/** The program of a site over its life: it begins anew, in the same process, when a box that worked provisionally was enrolled. */
export class SiteProgram {
  readonly #options: Omit<EdgeOptions, 'onEnrolled'>;
  #edge: RunningEdge | undefined;
  #change: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: Omit<EdgeOptions, 'onEnrolled'>) {
    this.#options = options;
  }

  async start(): Promise<RunningEdge> {
    const edge = await startEdge({ ...this.#options, onEnrolled: () => this.#beginAnew() });
    this.#edge = edge;
    return edge;
  }

  /** The program as it runs now. */
  get edge(): RunningEdge | undefined {
    return this.#edge;
  }

  async stop(): Promise<StopReport> {
    this.#stopped = true;
    await this.#change;
    return (await this.#edge?.stop()) ?? { failed: [] };
  }

  #beginAnew(): void {
    this.#change = this.#restart().catch((error: unknown) => this.#options.onFatal(error));
  }

  async #restart(): Promise<void> {
    await this.#edge?.stop();
    this.#edge = undefined;
    if (!this.#stopped) await this.start();
  }
}
