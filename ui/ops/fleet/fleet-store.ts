import { asFailure } from '../../kit/http/failure.js';
import { watchLive } from '../../kit/http/live.js';
import { request } from '../../kit/http/request.js';
import { createStore } from '../../kit/store.js';
import { readFleet } from './fleet.js';
import { afterFailure, type FleetState } from './fleet-state.js';
import { hubClockStore, setHubClock } from './hub-clock.js';

export const fleetStore = createStore<FleetState>({ kind: 'loading' });

const askMillisecondsMin = 500;
const askAgainMilliseconds = 10_000;
const answerMillisecondsMax = 15_000;

/** Reads the fleet now. */
export async function askFleet(): Promise<void> {
  try {
    const signal = AbortSignal.timeout(answerMillisecondsMax);
    const fleet = readFleet((await request('GET', '/api/fleet', { signal })).value);
    setHubClock(fleet.now);
    fleetStore.set({ kind: 'ready', fleet, silentSince: undefined });
  } catch (error) {
    fleetStore.set(afterFailure(fleetStore.get(), asFailure(error), hubClockStore.get()));
  }
}

/** Follows the fleet: at once, soon after each live event, and every ten seconds; the answer stops it. */
export function startFleet(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let planned = false;
  let asking = false;
  const ask = async () => {
    planned = false;
    if (asking) return plan();
    asking = true;
    await askFleet();
    asking = false;
  };
  const plan = () => {
    // What this account may not see, it may not see in ten seconds either.
    const state = fleetStore.get();
    if (planned || (state.kind === 'failed' && state.failure.kind === 'restricted')) return;
    planned = true;
    timer = setTimeout(ask, askMillisecondsMin);
  };
  const unwatch = watchLive(plan);
  const interval = setInterval(plan, askAgainMilliseconds);
  void ask();
  return () => {
    clearTimeout(timer);
    clearInterval(interval);
    unwatch();
    fleetStore.set({ kind: 'loading' });
  };
}
