import { createStore } from '../../kit/store.js';

const tickMilliseconds = 1_000;
let aheadMilliseconds = 0;

/** The hub's clock in milliseconds since 1970, every second: the ages on the page are by it, whatever this desk's says. */
export const hubClockStore = createStore(Date.now());

/** Sets the clock by an answer of the hub. */
export function setHubClock(hubMilliseconds: number): void {
  aheadMilliseconds = hubMilliseconds - Date.now();
  tick();
}

function tick(): void {
  hubClockStore.set(Date.now() + aheadMilliseconds);
}

/** Lets the clock run; the answer stops it. */
export function startHubClock(): () => void {
  const timer = setInterval(tick, tickMilliseconds);
  return () => clearInterval(timer);
}
