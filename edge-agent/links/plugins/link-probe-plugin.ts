import type { Signal } from '../../../protocol/links/link-signal.js';

/** Asks the equipment of one link how it is. */
export interface LinkProbePlugin {
  /** How long to wait from one reading to the next, milliseconds. */
  readonly pauseMilliseconds: number;
  /** `undefined` where there is nothing to ask, or it does not answer; says why once, and throws nothing. */
  read(): Promise<Signal | undefined>;
  /** Takes back a reading that is under way. */
  stop(): void;
}

/** Says why there is no signal; a person reads it in the log. */
export type SayOnce = (what: string) => void;

/** What equipment is asked over a bus or a network. */
export const devicePauseMilliseconds = 30_000;
