import { useEffect, useState } from 'preact/hooks';
import { asFailure, type Failure } from '../../kit/http/failure.js';
import { watchLive } from '../../kit/http/live.js';
import { changesRecords } from './record-event.js';

export type Loaded<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly failure: Failure };

const reloadMillisecondsMin = 250;

/** Loads a value and loads it again when a record changes, at most four times a second; `key` starts afresh. */
export function useLive<T>(load: () => Promise<T>, key: string): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ kind: 'loading' });
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const run = async () => {
      timer = undefined;
      try {
        const value = await load();
        if (!stopped) setLoaded({ kind: 'ready', value });
      } catch (error) {
        const failure = asFailure(error);
        // What is on the screen stays when only the refresh failed.
        if (!stopped) setLoaded((now) => (now.kind === 'ready' ? now : { kind: 'failed', failure }));
      }
    };
    void run();
    const unwatch = watchLive((kind, data) => {
      if ((kind === 'record' && changesRecords(data)) || kind === 'reopened')
        timer ??= setTimeout(run, reloadMillisecondsMin);
    });
    return () => {
      stopped = true;
      clearTimeout(timer);
      unwatch();
    };
  }, [key]);
  return loaded;
}
