/**
 * Where the loops of the sync engine take the passing of time from. The engine holds no timer of its own, so that the
 * simulator runs it in a time that it makes.
 */
export interface Timers {
  /** Calls `act` once after so many milliseconds; the function given back takes it back. */
  after(milliseconds: number, act: () => void): () => void;
  /** Calls `act` again and again with this pause; the function given back ends it. */
  every(milliseconds: number, act: () => void): () => void;
  /** Resolves when what is ready now, timers and sockets, has had its turn. */
  turn(): Promise<void>;
  /** Milliseconds since some moment; no clock that is set moves it. */
  elapsedMilliseconds(): number;
}

/** The timers of a running program. */
export const systemTimers: Timers = {
  after(milliseconds, act) {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
  every(milliseconds, act) {
    const timer = setInterval(act, milliseconds);
    return () => clearInterval(timer);
  },
  turn: () => new Promise((resolve) => setImmediate(resolve)),
  elapsedMilliseconds: () => performance.now(),
};
