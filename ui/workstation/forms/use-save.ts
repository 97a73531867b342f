import { useState } from 'preact/hooks';
import { asFailure, type Failure } from '../../kit/http/failure.js';

/** One save at a time, and what became of it. */
export interface Saving {
  readonly busy: boolean;
  readonly failure: Failure | undefined;
  run(work: () => Promise<void>): Promise<void>;
}

export function useSave(): Saving {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  return {
    busy,
    failure,
    async run(work) {
      if (busy) return;
      setBusy(true);
      setFailure(undefined);
      try {
        await work();
      } catch (error) {
        setFailure(asFailure(error));
      } finally {
        setBusy(false);
      }
    },
  };
}
