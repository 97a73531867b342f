/** Ctrl-C, or a service that is stopped: the work at hand is ended in order; a second signal ends the process. */
export class StopSignal {
  #isAsked = false;
  readonly #ask = () => {
    this.#isAsked = true;
    this.release();
  };

  constructor() {
    process.on('SIGINT', this.#ask).on('SIGTERM', this.#ask);
  }

  get isAsked(): boolean {
    return this.#isAsked;
  }

  release(): void {
    process.off('SIGINT', this.#ask).off('SIGTERM', this.#ask);
  }
}
