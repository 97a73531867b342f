import { useEffect, useState } from 'preact/hooks';
import { asFailure, type Failure } from '../kit/http/failure.js';
import { startLive, watchLive } from '../kit/http/live.js';
import { request } from '../kit/http/request.js';
import type { Fleet } from './fleet.js';

export interface FleetState {
  readonly fleet: Fleet | undefined;
  /** Of the last question; what was known before stays on the screen. */
  readonly failure: Failure | undefined;
  /** When the hub last answered, milliseconds since 1970, by this computer's clock. */
  readonly answeredAt: number;
  ask(): void;
}

const askMillisecondsMin = 300;
const askAgainMilliseconds = 5_000;

/** The fleet, live: asked after each event (a few times a second at most), and every five seconds for the ages. */
export function useFleet(): FleetState {
  const [fleet, setFleet] = useState<Fleet | undefined>(undefined);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const [answeredAt, setAnsweredAt] = useState(0);
  const ask = async () => {
    try {
      const { value } = await request('GET', '/api/fleet');
      setFleet(value as Fleet);
      setFailure(undefined);
      setAnsweredAt(Date.now());
    } catch (error) {
      setFailure(asFailure(error));
    }
  };
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    void ask();
    const stopLive = startLive();
    const unwatch = watchLive(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void ask();
      }, askMillisecondsMin);
    });
    const interval = setInterval(ask, askAgainMilliseconds);
    return () => {
      clearTimeout(timer);
      clearInterval(interval);
      unwatch();
      stopLive();
    };
  }, []);
  return { fleet, failure, answeredAt, ask: () => void ask() };
}
