import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { KeyWay, ShownKey } from '../../../../protocol/security-key-messages.js';
import { Button } from '../../button.js';
import { asFailure, type Failure } from '../../http/failure.js';
import { showKey } from './browser-key.js';
import { KeyElsewhere, KeyFailure } from './key-failure.js';
import { useWords } from './use-words.js';

/** A button that proves a person by their security key instead of a code, and what became of it. */
export function KeyProof(props: {
  /** What the key is asked by, anew each time: a question is good once, and for minutes. */
  readonly ask: () => Promise<KeyWay | null>;
  /** Throws what hindered it. */
  readonly submit: (key: ShownKey) => Promise<void>;
  /** Whether all else was typed that is wanted; it says itself what is missing. */
  readonly isReady?: () => boolean;
}): JSX.Element {
  const words = useWords();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const [address, setAddress] = useState<string | null | undefined>(undefined);
  const show = async () => {
    setFailure(undefined);
    if (props.isReady?.() === false) return;
    setBusy(true);
    try {
      const way = await props.ask();
      if (way !== null && 'request' in way) await props.submit(await showKey(way.request));
      else setAddress(way?.address ?? null);
    } catch (error) {
      setFailure(asFailure(error));
    }
    setBusy(false);
  };
  return (
    <div class="stack">
      {failure && <KeyFailure failure={failure} />}
      {address !== undefined && <KeyElsewhere address={address} />}
      <div>
        <Button busy={busy} onClick={() => void show()}>
          {words.t('key.use')}
        </Button>
      </div>
      {busy && (
        <p class="soft" role="status">
          {words.t('key.touch')}
        </p>
      )}
    </div>
  );
}
