import { useEffect, useState } from 'preact/hooks';
import { asFailure } from '../../kit/http/failure.js';
import { watchLive } from '../../kit/http/live.js';
import { changesRecords } from '../fhir/record-event.js';
import type { Loaded } from '../fhir/use-live.js';

/** A value that is read again when an answer of the hub comes, or a record; `key` starts afresh. */
export function useRemote<T>(load: () => Promise<T>, key: string): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ kind: 'loading' });
  useEffect(() => {
    let stopped = false;
    const run = async () => {
      try {
        const value = await load();
        if (!stopped) setLoaded({ kind: 'ready', value });
      } catch (error) {
        const failure = asFailure(error);
        if (!stopped) setLoaded((now) => (now.kind === 'ready' ? now : { kind: 'failed', failure }));
      }
    };
    void run();
    const unwatch = watchLive((kind, data) => {
      if (kind === 'remote' || kind === 'reopened' || (kind === 'record' && changesRecords(data))) void run();
    });
    return () => {
      stopped = true;
      unwatch();
    };
  }, [key]);
  return loaded;
}
