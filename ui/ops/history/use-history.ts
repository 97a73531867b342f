import { useEffect, useState } from 'preact/hooks';
import { asFailure, type Failure } from '../../kit/http/failure.js';
import { watchLive } from '../../kit/http/live.js';
import { request } from '../../kit/http/request.js';
import { readHistory, type SiteHistory } from './history.js';

export type HistoryState = SiteHistory | Failure | undefined;

const askAgainMilliseconds = 15_000;
const askMillisecondsMin = 2_000;

/** The last day of a site; asked again soon after each live event, at least every {@link askAgainMilliseconds}. */
export function useHistory(site: string): HistoryState {
  const [state, setState] = useState<HistoryState>(undefined);
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      timer = undefined;
      const answer = await askHistory(site);
      // What was shown stays while the hub is silent.
      if (!stopped) setState((before) => (answer instanceof Error && before !== undefined ? before : answer));
    };
    const plan = () => {
      timer ??= setTimeout(ask, askMillisecondsMin);
    };
    const unwatch = watchLive(plan);
    const interval = setInterval(plan, askAgainMilliseconds);
    void ask();
    return () => {
      stopped = true;
      clearTimeout(timer);
      clearInterval(interval);
      unwatch();
    };
  }, [site]);
  return state;
}

async function askHistory(site: string): Promise<SiteHistory | Failure> {
  try {
    return readHistory((await request('GET', `/api/sites/${encodeURIComponent(site)}/history?hours=24`)).value);
  } catch (error) {
    return asFailure(error);
  }
}
