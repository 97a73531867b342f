import { useEffect, useState } from 'preact/hooks';
import { asFailure } from '../../kit/http/failure.js';
import type { Loaded } from './use-live.js';

/** Loads a value once for a form, which must not change under the fingers; `key` starts afresh. */
export function useOnce<T>(load: () => Promise<T>, key: string): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ kind: 'loading' });
  useEffect(() => {
    let stopped = false;
    load().then(
      (value) => !stopped && setLoaded({ kind: 'ready', value }),
      (error: unknown) => !stopped && setLoaded({ kind: 'failed', failure: asFailure(error) }),
    );
    return () => {
      stopped = true;
    };
  }, [key]);
  return loaded;
}
